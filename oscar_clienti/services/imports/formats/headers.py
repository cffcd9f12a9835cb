"""The head of a column, as shops, spreadsheets and people spell it."""

import re

from ....text import fold

# The mark of UTF-8 at the start of a file, read as such or as if it were Western European.
_MARKS = ("\ufeff", "ï»¿")
_HINT = re.compile(r"\s*\([^()]*\)\s*$")


def fold_name(cell: str) -> str:
    """One spelling for the same head: no case, no mark of the encoding, no ``*``, single blanks."""
    for mark in _MARKS:
        cell = cell.removeprefix(mark)
    return " ".join(cell.replace("*", " ").strip(" \t\r\n\xa0'\"").casefold().split())


def without_hint(cell: str) -> str:
    """``fold_name`` without what stands in brackets at the end: "Active (0/1)" is "active"."""
    name = fold_name(cell)
    return _HINT.sub("", name) or name


def fold_words(cell: str) -> str:
    """Only the words of a head: "E-mail", "e_mail" and "E Mail" are one, and "Città" is "citta"."""
    return " ".join(re.findall(r"[^\W_]+", fold(without_hint(cell))))
