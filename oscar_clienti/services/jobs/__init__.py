"""Long work in parts that several workers do side by side, each part whole or not at all."""

from .files import discard, expire, open_file, store
from .kinds import Counts, JobKind, Pause, Piece, kinds
from .queue import ask_for_workers, works_at_once
from .steering import cancel, create, fail, pause, require, resume, resume_stale, stale, start
from .working import work

__all__ = [
    "Counts",
    "JobKind",
    "Pause",
    "Piece",
    "ask_for_workers",
    "cancel",
    "create",
    "discard",
    "expire",
    "fail",
    "kinds",
    "open_file",
    "pause",
    "require",
    "resume",
    "resume_stale",
    "stale",
    "start",
    "store",
    "work",
    "works_at_once",
]
