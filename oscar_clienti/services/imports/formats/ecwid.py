"""Ecwid: the three columns of its old app."""

from collections.abc import Sequence

from .base import Format
from .headers import fold_name


class Ecwid(Format):
    """Exactly a name, an e-mail and a password, in English or Italian."""

    key = "ecwid"
    label = "Ecwid"
    columns = {"name": "name", "nome": "name", "email": "email", "e-mail": "email", "password": "password"}
    passwords = True

    def recognises(self, header: Sequence[str]) -> bool:
        keys = [self.columns.get(fold_name(cell)) for cell in header]
        return len(keys) == 3 and {*keys} == {"name", "email", "password"}
