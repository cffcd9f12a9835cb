"""Cells that a spreadsheet would take for formulas, made harmless, and made themselves again.

An apostrophe in front is what spreadsheets themselves use to say "this is text". One that is there already gets a
second, so that nothing is lost on the way back.
"""

import re

# What begins a formula in some program: the last four are the full-width forms, which East Asian versions take too.
DANGEROUS = frozenset("=+-@\t\r\n＝＋－＠")
MARKED = DANGEROUS | {"'"}
# Nothing but a number: shops that read an apostrophe as part of it must find phones and amounts as they are.
_NUMBER = re.compile(r"[+-][0-9 ()./-]*", re.ASCII)


def escape(text: str) -> str:
    """``text`` as it may stand in a file: never begins with what a spreadsheet would work out."""
    return f"'{text}" if text and text[0] in MARKED else text


def unescape(text: str) -> str:
    """What ``escape`` was given. Only for files of our own: elsewhere an apostrophe may be just that."""
    return text[1:] if text[:1] == "'" and text[1:2] in MARKED else text


def escape_words(text: str) -> str:
    """The same for files that another shop reads, which would keep the apostrophe of a phone: numbers stay."""
    return text if _NUMBER.fullmatch(text) else escape(text)


def tame(text: str) -> str:
    """The same for a cell of a foreign file that is given back to be mended: what is marked already stays, too."""
    return text if text.startswith("'") else escape_words(text)


def untame(text: str) -> str:
    """What ``tame`` was given, when the mended file comes back; of an apostrophe that was there, nobody knows."""
    return text[1:] if text[:1] == "'" and text[1:2] in DANGEROUS else text
