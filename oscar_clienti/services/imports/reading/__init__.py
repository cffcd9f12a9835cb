"""From any file that a merchant has to strict rows of text: nothing is guessed in silence, nothing is lost."""

from .glances import look_into
from .layouts import ENCODINGS, Glance, Layout
from .pasting import pasted
from .records import rows
from .refusals import FileRefused

__all__ = ["ENCODINGS", "FileRefused", "Glance", "Layout", "look_into", "pasted", "rows"]
