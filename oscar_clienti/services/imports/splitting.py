"""Cutting the file into chunks of about a thousand rows, one pass over it from end to end.

What only the whole file tells is found here: broken quotes, customers who stand in it twice, names of groups and tags
that are still to be made, what is left behind. The memory it takes is 12 bytes a row.
"""

import csv
import io
from array import array
from collections.abc import Iterator
from typing import Any
from zlib import crc32

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ... import conf
from ...models import Job, JobChunk
from .. import jobs, sync
from ..customers.email_locks import canonical
from . import reading
from .context import Context, label_key
from .mapping import compile, left_behind

ORIGINAL = "original"
# More new names than this are no groups and tags: the wrong column was matched.
MOST_LABELS = 500
# Rows are kept in so many heaps by their address, so that only one heap at a time has to be searched for doubles.
_HEAPS = 64


def split(job: Job) -> dict[str, int]:
    """Write the chunks' files and make the chunks of the phase "checking"; return how many rows there are.

    Raises ``FileRefused`` (a ``ValidationError``) with the row at which the file can't be read.
    """
    sync.make_missing()
    JobChunk.objects.filter(job=job, phase="checking").delete()
    context = Context(job)
    doubles, labels = _Doubles(), _Labels(context)
    chunks: list[tuple[int, int]] = []
    behind = left_behind(context.mapping)
    read = compile(context.mapping, context.format)
    portion: list[list[str]] = []
    for number, cells in numbered(job, behind):
        portion.append([str(number), *cells])
        texts = read(cells) if len(cells) % len(context.header) == 0 else {}
        doubles.see(number, texts)
        labels.see(texts)
        if len(portion) == conf.get("JOB_CHUNK_ROWS"):
            chunks.append(_store(job, len(chunks), portion))
            portion = []
    if portion:
        chunks.append(_store(job, len(chunks), portion))
    if not chunks:
        raise ValidationError(_("There are no rows below the first one."), code="no_rows")
    _make_chunks(job, chunks, doubles.found())
    job.params |= {"labels": labels.missing(), "left_behind": behind.sentences()}
    Job.objects.filter(pk=job.pk).update(params=job.params)
    return {"rows": sum(rows for rows, _last in chunks)}


def numbered(job: Job, behind: Any = None) -> Iterator[tuple[int, list[str]]]:
    """The rows of the original with the numbers that a spreadsheet gives them; blank ones are passed over."""
    layout = reading.Layout.from_dict(job.params["layout"])
    form = Context(job).format
    with jobs.open_file(job, ORIGINAL) as file:
        found = reading.rows(file, layout)
        rows = ((number, cells) for number, cells in enumerate(found, start=layout.header_row + 1) if any(cells))
        if behind is not None:
            rows = ((number, cells) for number, cells in rows if behind.see(cells) is None)
        yield from form.merge(rows, job.params["header"]) if form else rows


def chunk_rows(job: Job, number: int) -> Iterator[tuple[int, list[str]]]:
    """The rows of one chunk, as ``split`` wrote them."""
    with jobs.open_file(job, name_of(number)) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="", errors="surrogatepass")
        for first, *cells in csv.reader(text):
            yield int(first), cells


def name_of(number: int) -> str:
    """The name of a chunk's file."""
    return f"rows-{number:06d}"


def _store(job: Job, number: int, rows: list[list[str]]) -> tuple[int, int]:
    """Write one chunk's file; returns how many rows it has and the number of its last one."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    jobs.store(job, name_of(number), text.getvalue().encode("utf-8", "surrogatepass"))
    return len(rows), int(rows[-1][0])


def _make_chunks(job: Job, chunks: list[tuple[int, int]], doubles: dict[int, int]) -> None:
    """The chunks to check, each with the rows of it that stand in the file a second time."""
    pieces: list[dict[str, int]] = [{} for _chunk in chunks]
    at = 0
    for row, first in sorted(doubles.items()):
        while chunks[at][1] < row:
            at += 1
        pieces[at][str(row)] = first
    JobChunk.objects.bulk_create(
        [
            JobChunk(job=job, phase="checking", number=number, rows=rows, payload={"twins": pieces[number]})
            for number, (rows, _last) in enumerate(chunks)
        ],
        batch_size=200,
    )


class _Doubles:
    """Who stands in the file twice. A few bytes a row, and a checksum instead of the address: see ``found``."""

    def __init__(self) -> None:
        self.keys = [array("Q") for _heap in range(_HEAPS)]
        self.rows = [array("L") for _heap in range(_HEAPS)]

    def see(self, number: int, texts: dict[str, str]) -> None:
        who = texts.get("email") or texts.get("id")
        if who and (who := who.strip()):
            key = canonical(who)
            # Python's own hash: 64 bits, so that two of a million addresses are alike once in 40 million files.
            value = hash(key) & 0xFFFFFFFFFFFFFFFF
            heap = crc32(key.encode("utf-8", "surrogatepass")) % _HEAPS
            self.keys[heap].append(value)
            self.rows[heap].append(number)

    def found(self) -> dict[int, int]:
        """Row numbers of seconds and thirds, with the row of the first."""
        doubles: dict[int, int] = {}
        for keys, rows in zip(self.keys, self.rows, strict=True):
            first: dict[int, int] = {}
            for key, row in zip(keys, rows, strict=True):
                if first.setdefault(key, row) != row:
                    doubles[row] = first[key]
        return doubles


class _Labels:
    """Names of groups and tags in the file that the shop doesn't have yet."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.groups: dict[str, str] = {}
        self.tags: dict[str, str] = {}
        self.value = context.parser.value

    def see(self, texts: dict[str, str]) -> None:
        if name := self.value("group", texts.get("group", "")):
            self._note(self.groups, name, self.context.group_named)
        for name in self.value("tags", texts.get("tags", "")) or ():
            self._note(self.tags, name, self.context.tag_named)

    def missing(self) -> dict[str, list[str]]:
        return {"groups": list(self.groups.values()), "tags": list(self.tags.values())}

    def _note(self, names: dict[str, str], name: str, known: Any) -> None:
        key = label_key(name)
        if key not in names and len(names) < MOST_LABELS and known(name) is None:
            names[key] = " ".join(name.split())
