"""Writing to many: a draft, looked at and tried, then sent by a job – to each person at most once."""

from ..bulk import acts
from .act import WriteToThem
from .audience import RIGHT, Reach, Recipient, look, people, reach, words
from .composing import Letter, compose, send_test
from .delivering import RECEIVED
from .drafts import begin, discard, languages, write
from .job import MailingKind, left_out
from .outcome import Outcome, outcome
from .starting import KEY, retriable, retry, seal, start, unsure
from .unsubscribing import UnknownLink, check_link, unsubscribe

__all__ = [
    "KEY",
    "RECEIVED",
    "RIGHT",
    "Letter",
    "MailingKind",
    "Outcome",
    "Reach",
    "Recipient",
    "UnknownLink",
    "begin",
    "check_link",
    "compose",
    "discard",
    "languages",
    "left_out",
    "look",
    "outcome",
    "people",
    "reach",
    "retriable",
    "retry",
    "seal",
    "send_test",
    "start",
    "unsubscribe",
    "unsure",
    "words",
    "write",
]

acts.register(WriteToThem(), before="activate")
