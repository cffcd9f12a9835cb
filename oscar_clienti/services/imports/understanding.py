"""What a merchant is shown of a file: what it is, its columns with samples, what each fills, what stays behind."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ...models import ImportMapping, Job
from .. import jobs
from ..file_columns import file_columns
from . import reading
from .formats import formats
from .mapping import Mapping, left_behind
from .outcomes import is_secret

HIDDEN = "••••"
SAMPLES = 3
SAMPLES_FILE = "samples"


@dataclass(frozen=True)
class ColumnView:
    """One column of the file as the matching page shows it; ``key`` is what it fills, or nothing."""

    index: int
    heading: str
    samples: list[str]
    key: str
    automatic: bool
    certain: bool


@dataclass(frozen=True)
class Understanding:
    """What we make of a file. ``format`` is a shop's name or nothing; ``encodings``: (name, sample) to choose from."""

    format: str
    layout: reading.Layout
    columns: list[ColumnView]
    certain: bool
    encodings: Sequence[tuple[str, str]]
    notes: list[str]
    left_behind: list[str]
    saved: list[ImportMapping]


def understanding(job: Job) -> Understanding:
    """Return what the matching page shows; cells of secret columns are hidden."""
    params, mapping = job.params, Mapping.from_dict(job.params["mapping"])
    form = formats.get(params.get("format") or "")
    layout = reading.Layout.from_dict(params["layout"])
    samples, encodings = _samples(job)
    return Understanding(
        format=str(form.label) if form else "",
        layout=layout,
        columns=_columns(mapping, samples),
        certain=params["certain"],
        encodings=encodings if not params["certain"] else (),
        notes=params["notes"],
        left_behind=_left_behind(mapping, samples, form),
        saved=[saved for saved in ImportMapping.objects.all() if saved.header == params["header"]],
    )


def column_choices() -> list[tuple[str, str]]:
    """What a column may fill: (key, label), in the order of our own export."""
    return [(column.key, str(column.label)) for column in file_columns if column.importable]


def shops() -> list[str]:
    """The names of the shops whose files are recognised, each once."""
    brands = {str(form.label).split(" (")[0].split(":")[0] for form in formats if form.key != "own"}
    return sorted(brands, key=str.lower)


def format_keys() -> list[str]:
    """The keys of the formats that are known."""
    return [form.key for form in formats]


def keep_samples(job: Job, glance: reading.Glance) -> None:
    """The first rows, in a file that goes with the upload: they may hold passwords, which no table may keep."""
    encodings = [(glance.layout.encoding, glance.encoding_sample), *glance.other_encodings]
    kept = {"rows": [list(row) for row in glance.samples], "encodings": [list(pair) for pair in encodings]}
    jobs.store(job, SAMPLES_FILE, json.dumps(kept).encode())


def _samples(job: Job) -> tuple[list[list[str]], Sequence[tuple[str, str]]]:
    with jobs.open_file(job, SAMPLES_FILE) as file:
        kept = json.load(file)
    return kept["rows"], [tuple(pair) for pair in kept["encodings"]]


def _columns(mapping: Mapping, samples: list[list[str]]) -> list[ColumnView]:
    views = []
    for index, (heading, key) in enumerate(zip(mapping.header, mapping.columns, strict=True)):
        found = [row[index] for row in samples if index < len(row) and row[index].strip()][:SAMPLES]
        shown = [HIDDEN for _cell in found] if is_secret(heading, key) else found
        views.append(ColumnView(index, heading, shown, key or "", index in mapping.automatic, index in mapping.certain))
    return views


def _left_behind(mapping: Mapping, samples: list[list[str]], form: Any) -> list[str]:
    return left_behind(mapping, samples, form).sentences()
