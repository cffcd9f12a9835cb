"""The columns of imported and exported files: built in, or a store's own."""

from .addresses import register_addresses
from .base import FamilyColumn, FieldColumn, FileColumn, SetColumn, file_columns
from .consents import register_consents
from .exemptions import register_exemptions
from .extra_fields import provide_extra_fields
from .heads import heads
from .people import register_figures, register_passwords, register_people, register_states
from .tags import TagsColumn

__all__ = ["FamilyColumn", "FieldColumn", "FileColumn", "SetColumn", "file_columns", "heads"]

register_people()
file_columns.register(TagsColumn())
register_states()
register_exemptions()
register_consents()
register_addresses()
register_passwords()
register_figures()
provide_extra_fields()
