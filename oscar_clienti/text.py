"""Folding: one spelling for search and sorting, the same in Python and in every database.

Letters lose case and accents ("Giò" and "GIO" are both "gio"), so that nobody has to know how a name was typed.
The table covers the Latin letters and the combining marks; other alphabets only lose their case.
"""

import unicodedata

from django.db.models import Func, TextField

# Latin-1, Latin Extended-A and -B, Latin Extended Additional: each accented letter to its bare lower-case letter.
_LATIN = [*range(0x00C0, 0x0250), *range(0x1E00, 0x1F00)]
_COMBINING = range(0x0300, 0x0370)
# Letters that Unicode does not take apart but that people type without the stroke.
_STROKES = {"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i", "ð": "d"}


def _bare(code: int) -> str:
    letters = unicodedata.normalize("NFKD", chr(code).lower())
    kept = "".join(c for c in letters if not unicodedata.combining(c))
    return _STROKES.get(kept, kept)


ONE_TO_ONE: dict[str, str] = {
    chr(code): _bare(code) for code in _LATIN if len(_bare(code)) == 1 and _bare(code).isascii()
}
DELETED: str = "".join(map(chr, _COMBINING))
_TABLE = str.maketrans(ONE_TO_ONE) | dict.fromkeys(_COMBINING)


def fold(text: str) -> str:
    """Return ``text`` in lower case without the accents of Latin letters."""
    return text.lower() if text.isascii() else text.translate(_TABLE).lower()


class Fold(Func):
    """``fold()`` inside the database, letter for letter the same.

    Only text outside ASCII pays for the table. SQLite calls our Python function, which ``apps.py`` installs on
    every new connection.
    """

    function = "CLIENTI_FOLD"
    arity = 1
    output_field = TextField()

    def as_postgresql(self, compiler, connection, **extra):  # type: ignore[no-untyped-def]
        sql, params = compiler.compile(self.source_expressions[0])
        return (
            f"CASE WHEN octet_length({sql}) = char_length({sql}) THEN lower({sql}) "
            f"ELSE lower(translate({sql}, %s, %s)) END",
            [*params, *params, *params, *params, "".join(ONE_TO_ONE) + DELETED, "".join(ONE_TO_ONE.values())],
        )

    def as_mysql(self, compiler, connection, **extra):  # type: ignore[no-untyped-def]
        sql, params = compiler.compile(self.source_expressions[0])
        folded, classes = sql, []
        for letter in sorted(set(ONE_TO_ONE.values())):
            folded = f"REGEXP_REPLACE({folded}, %s, %s)"
            accented = "".join(k for k, v in ONE_TO_ONE.items() if v == letter)
            classes += [f"(?-i)[{accented}]", letter]
        folded = f"REGEXP_REPLACE({folded}, %s, %s)"
        classes += ["[\u0300-\u036f]", ""]
        return (
            f"CASE WHEN LENGTH({sql}) = CHAR_LENGTH({sql}) THEN LOWER({sql}) ELSE LOWER({folded}) END",
            [*params, *params, *params, *params, *classes],
        )
