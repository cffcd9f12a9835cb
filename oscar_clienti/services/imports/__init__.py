"""Customers from files: bring, understand, decide, preview, run."""

from .decisions import Decisions
from .drafts import (
    bring,
    bring_pasted,
    decide,
    decisions_of,
    discard,
    map_columns,
    read_as,
    retry,
    use_saved,
)
from .kind import ImportKind
from .outcomes import Outcome, OutcomePage, every, forget, outcomes
from .reading import ENCODINGS, FileRefused
from .running import invitable, invite, preview, refused_csv, run, undo, undo_plan, undone_by
from .samples import sample_file
from .understanding import Understanding, column_choices, format_keys, shops, understanding
from .undoing import UndoPlan

__all__ = [
    "ENCODINGS",
    "Decisions",
    "FileRefused",
    "ImportKind",
    "Outcome",
    "OutcomePage",
    "Understanding",
    "UndoPlan",
    "bring",
    "bring_pasted",
    "column_choices",
    "decide",
    "decisions_of",
    "discard",
    "every",
    "format_keys",
    "forget",
    "invitable",
    "invite",
    "map_columns",
    "outcomes",
    "preview",
    "read_as",
    "refused_csv",
    "retry",
    "run",
    "sample_file",
    "shops",
    "understanding",
    "undo",
    "undo_plan",
    "undone_by",
    "use_saved",
]
