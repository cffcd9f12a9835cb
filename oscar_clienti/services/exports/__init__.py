"""Customers into files: which of them, which columns, how written."""

from .downloads import expire, fetch
from .exporting import Download, export, stream
from .jobs import ExportKind
from .layouts import CSV, DELIMITERS, XLSX, Layout
from .presets import Preset, export_presets
from .reading import rows
from .selections import Selection
from .sheets import Entry, Sheet, exportable
from .workbooks import available as can_write_xlsx

__all__ = [
    "CSV",
    "DELIMITERS",
    "XLSX",
    "Download",
    "Entry",
    "ExportKind",
    "Layout",
    "Preset",
    "Selection",
    "Sheet",
    "can_write_xlsx",
    "expire",
    "export",
    "export_presets",
    "exportable",
    "fetch",
    "rows",
    "stream",
]
