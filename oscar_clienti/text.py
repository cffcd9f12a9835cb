"""Folding: one spelling for search and sorting, the same in Python and in every database.

Letters lose case and accents ("Giò" and "GIO" are both "gio"), so that nobody has to know how a name was typed.
That holds for the Latin, Greek and Cyrillic alphabets; other scripts stay as they are.
"""

import unicodedata
from typing import Any

from django.db.models import Func, TextField

MARKS = "[\u0300-\u036f]"
_MARKS = dict.fromkeys(range(0x0300, 0x0370))
# Letters that Unicode does not take apart but that people type without the stroke, and the sigma that ends a word.
_STROKES = {"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i", "ð": "d", "ſ": "s", "ς": "σ"}
_LATIN = [*range(0x00C0, 0x0220), *range(0x0222, 0x0234)]
_GREEK = range(0x0386, 0x03CF)
_CYRILLIC = [*range(0x0400, 0x0482), *range(0x048C, 0x04C0), 0x04D8, 0x04E8]
_ALPHABETS = [*_LATIN, *_GREEK, *_CYRILLIC]


def _bare(letter: str) -> str:
    """A letter without its accents, still with its case."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", letter).translate(_MARKS))


# What is left to do when the accents are gone.
ONE_TO_ONE: dict[str, str] = {
    letter: small
    for letter in map(chr, _ALPHABETS)
    if _bare(letter) == letter
    and (small := _STROKES.get(letter.lower(), letter.lower())) != letter
    and len(small) == 1
    and _bare(small) == small
}
_TABLE = str.maketrans(ONE_TO_ONE | {chr(code): chr(code + 32) for code in range(ord("A"), ord("Z") + 1)})


def fold(text: str) -> str:
    """Return ``text`` in lower case without the accents of Latin, Greek and Cyrillic letters."""
    return text.lower() if text.isascii() else _bare(text).translate(_TABLE)


class Fold(Func):
    """``fold()`` inside the database, letter for letter the same for the three alphabets.

    Only text outside ASCII pays for it. SQLite calls our Python function, which ``apps.py`` installs on every new
    connection.
    """

    function = "CLIENTI_FOLD"
    arity = 1
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        """The text is named, for it may be long to work out; collation C lowers the same letters in every database."""
        sql, params = compiler.compile(self.source_expressions[0])
        lower = (
            'lower(CASE WHEN octet_length(raw) = char_length(raw) THEN raw COLLATE "C"'
            f""" ELSE normalize(regexp_replace(normalize(raw, NFD), '{MARKS}', '', 'g'), NFC) COLLATE "C" END)"""
        )
        return (
            "(SELECT CASE WHEN octet_length(bare) = char_length(bare) THEN bare ELSE translate(bare, %s, %s) END"  # noqa: S608
            f" FROM (SELECT {lower} AS bare FROM (SELECT CAST({sql} AS text) AS raw OFFSET 0) raw OFFSET 0) bare)",
            ["".join(ONE_TO_ONE), "".join(ONE_TO_ONE.values()), *params],
        )

    def as_mysql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        """MySQL can't take letters apart: those with accents are replaced class by class.

        Every class nests the expression deeper, and hundreds would overflow the server's stack: the rest is LOWER's.
        """
        sql, params = compiler.compile(self.source_expressions[0])
        folded, classes = sql, []
        for small, letters in [*_accented().items(), ("", MARKS[1:-1])]:
            folded = f"REGEXP_REPLACE({folded}, %s, %s)"
            classes += [f"(?-i)[{letters}]", small]
        return (
            f"CASE WHEN LENGTH({sql}) = CHAR_LENGTH({sql}) THEN LOWER({sql}) ELSE LOWER({folded}) END",
            [*params, *params, *params, *params, *classes],
        )


def _accented() -> dict[str, str]:
    """The letters for which lower case is not enough, by what they fold to."""
    classes: dict[str, str] = {}
    for letter in map(chr, [*range(0x00C0, 0x0250), *_GREEK, *range(0x0400, 0x0500), *range(0x1E00, 0x2000)]):
        small = fold(letter)
        if letter.isalpha() and len(small) == 1 and small not in (letter, letter.lower()):
            classes[small] = classes.get(small, "") + letter
    return classes
