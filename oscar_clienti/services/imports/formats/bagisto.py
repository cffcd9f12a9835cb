"""Bagisto: the file that it imports."""

from .base import Format
from .reasons import NO_PLACE


class Bagisto(Format):
    """Names, a birthday and the code of a group; no address."""

    key = "bagisto"
    label = "Bagisto"
    signatures = (frozenset(("email", "customer_group_code")),)
    columns = {
        "email": "email",
        "customer_group_code": "group",
        "first_name": "first_name",
        "last_name": "last_name",
        "phone": "phone",
        "date_of_birth": "birthday",
    }
    left = {"gender": NO_PLACE}
