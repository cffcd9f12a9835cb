"""Extra information: fields that the merchant defines, and what customers answer."""

from .answering import answer, answer_many
from .asking import at_its_fields, form_field, form_fields, form_name, given_in, initial
from .choices import Choice
from .defining import define, delete, reorder, restore, retire, update
from .languages import main_language, other_languages
from .reading import asked, everything, shown, sizes, told
from .values import Told
from .values import shown as words

__all__ = [
    "Choice",
    "Told",
    "answer",
    "answer_many",
    "asked",
    "at_its_fields",
    "define",
    "delete",
    "everything",
    "form_field",
    "form_fields",
    "form_name",
    "given_in",
    "initial",
    "main_language",
    "other_languages",
    "reorder",
    "restore",
    "retire",
    "shown",
    "sizes",
    "told",
    "update",
    "words",
]
