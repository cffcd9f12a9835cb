"""What became, or would become, of each row: kept with its chunk for a while, in the language of whoever imports."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ...models import Channel, ConsentState, Job, JobChunk
from ..customers.email_locks import canonical
from ..file_columns import file_columns
from .context import Context
from .mapping import Mapping as ColumnMapping
from .planning import Planned

PAGE = 50
_SECRETS = ("pass", "pwd", "token", "hash", "salt", "secret", "segret", "parola")
KINDS = ("new", "changed", "same", "refused")


@dataclass(frozen=True)
class Outcome:
    """One row as the merchant reads it. ``changes``: (label, old, new); ``reasons``: (heading, value, sentence)."""

    row: int
    kind: str
    email: str
    name: str = ""
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    consents: list[tuple[str, str, str]] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    reasons: list[tuple[str, str, str]] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    customer_id: int | None = None


@dataclass(frozen=True)
class OutcomePage:
    """Up to 50 outcomes of one kind; ``number`` of ``pages``, ``total`` rows in all."""

    rows: list[Outcome]
    number: int
    pages: int
    total: int


def details(planned: Sequence[Planned], context: Context) -> str:
    """Keep what is worth looking at: not the rows that stay as they are."""
    here = get_language()
    rows = [_row(one, context, here) for one in planned if one.kind != "same" or one.kept]
    return json.dumps(rows, ensure_ascii=False, default=str)


def outcomes(job: Job, kind: str = "", page: int = 1) -> OutcomePage:
    """Return a page of the rows of ``kind`` ("" for all but "same"), in the order of the file."""
    chunks = list(_chunks(job).values_list("pk", "counts"))
    sizes = [(pk, _size(counts, kind)) for pk, counts in chunks]
    total = sum(size for _pk, size in sizes)
    pages = max(1, -(-total // PAGE))
    number = min(max(page, 1), pages)
    return OutcomePage(list(_slice(sizes, kind, (number - 1) * PAGE)), number, pages, total)


def every(job: Job, kind: str) -> Iterator[Outcome]:
    """All outcomes of one kind, a chunk at a time."""
    for pk in _chunks(job).values_list("pk", flat=True):
        yield from read(pk, kind)


def forget(email: str) -> None:
    """Take a person out of what imports remember of their rows; the deletion of an account calls this."""
    wanted = canonical(email)
    for chunk in JobChunk.objects.filter(details__icontains=email).only("pk", "details"):
        rows = [row for row in json.loads(chunk.details) if not _is_about(row, wanted)]
        JobChunk.objects.filter(pk=chunk.pk).update(details=json.dumps(rows, ensure_ascii=False))


def _is_about(row: Mapping[str, Any], wanted: str) -> bool:
    return wanted in map(canonical, [row["email"], *row.get("cells", [])])


def _chunks(job: Job) -> Any:
    """The chunks of the run, once it began; before, those of the preview."""
    written = JobChunk.objects.filter(job=job, phase="writing", state=JobChunk.State.DONE).order_by("number")
    checked = JobChunk.objects.filter(job=job, phase="checking", state=JobChunk.State.DONE).order_by("number")
    return written if job.phase not in ("splitting", "checking", "checked") else checked


def _size(counts: Mapping[str, int], kind: str) -> int:
    return counts.get(kind, 0) if kind else sum(counts.get(one, 0) for one in KINDS if one != "same")


def _slice(sizes: Sequence[tuple[int, int]], kind: str, start: int) -> Iterator[Outcome]:
    wanted, passed = PAGE, 0
    for pk, size in sizes:
        if wanted and passed + size > start:
            rows = list(read(pk, kind))[max(start - passed, 0) :][:wanted]
            yield from rows
            wanted -= len(rows)
        passed += size


def read(chunk: int, kind: str) -> Iterator[Outcome]:
    text = JobChunk.objects.values_list("details", flat=True).get(pk=chunk)
    for row in json.loads(text or "[]"):
        if row["kind"] == kind or (not kind and row["kind"] != "same"):
            yield Outcome(**{**row, **{name: [tuple(one) for one in row.get(name, [])] for name in _PAIRS}})


_PAIRS = ("changes", "consents", "reasons")


def _row(one: Planned, context: Context, here: str | None) -> dict[str, Any]:
    row: dict[str, Any] = {"row": one.row.number, "kind": one.kind, "email": one.row.email}
    names = [one.row.values.get(name, "") for name in ("first_name", "last_name")]
    row["name"] = " ".join(filter(None, names))
    if one.kind == "refused":
        row["reasons"] = [[_heading(reason.key, context), reason.value, reason.words] for reason in one.row.reasons]
        row["cells"] = _without_secrets(one.row.cells, context.mapping)
        return row
    row["customer_id"] = one.pk
    row["changes"] = [[_label(key), _text(key, old), _text(key, new)] for key, (old, new) in one.changes.items()]
    row["consents"] = [
        [_channel_in(c.channel, here), _state_in(c.old, here), _state_in(c.new, here)] for c in one.consents
    ]
    row["kept"] = [kept.words for kept in one.kept]
    return {name: value for name, value in row.items() if value not in ([], None)}


@cache
def _channel_in(channel: str, language: str | None) -> str:
    return str(Channel(channel).label)


@cache
def _state_in(state: int, language: str | None) -> str:
    return str(ConsentState(state).label)


def _heading(key: str, context: Context) -> str:
    """The file's own words for the column that fills ``key``."""
    for name, mapped in zip(context.mapping.header, context.mapping.columns, strict=True):
        if mapped == key:
            return name
    return _label(key) if key else ""


def _label(key: str) -> str:
    column = file_columns.get(key)
    return str(column.label) if column else str(_("Address"))


def _text(key: str, value: Any) -> str:
    column = file_columns.get(key)
    if value is None:
        return ""
    return column.text(value) if column else str(value)


def is_secret(heading: str, key: str | None) -> bool:
    """Does a column hold something that opens an account? What it fills decides; of one that is left out, its name."""
    if column := file_columns.get(key or ""):
        return column.secret
    return any(word in heading.lower() for word in _SECRETS)


def _without_secrets(cells: Sequence[str], mapping: ColumnMapping) -> list[str]:
    """The cells of a refused row for the file that the merchant mends; passwords are never kept."""
    width = len(mapping.header)
    columns = enumerate(zip(mapping.header, mapping.columns, strict=True))
    secret = {index for index, (heading, key) in columns if is_secret(heading, key)}
    # A person's records stand side by side.
    return ["" if index % width in secret else cell for index, cell in enumerate(cells)]
