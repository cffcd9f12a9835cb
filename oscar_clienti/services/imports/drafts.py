"""An import before it runs: the file is brought and understood, its columns are matched, the merchant decides."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import replace
from io import BytesIO
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ... import conf
from ...models import ImportMapping, Job
from .. import jobs, rights
from ..file_columns import file_columns
from ..file_columns.choices import in_every_language
from ..file_columns.formulas import tame, untame
from . import reading
from .decisions import Decisions
from .formats import Format, formats, recognise
from .mapping import Mapping, suggest
from .splitting import ORIGINAL
from .understanding import keep_samples

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


def bring(file: BinaryIO | UploadedFile, *, name: str, by: Any, preset: str = "") -> Job:
    """Keep the file, find out how it is written and which shop it is from, and match its columns.

    ``preset`` is the key of the format that the merchant says it has.

    Needs ``import_customers``. Raises ``PermissionDenied``, and ``FileRefused`` (a ``ValidationError``) when it is too
    large or no table.
    """
    rights.require(by, "import_customers")
    _check_size(file)
    glance = reading.look_into(file)  # type: ignore[arg-type]
    _require_headings(glance.header)
    if preset:
        _format(preset)
    with transaction.atomic():
        job = jobs.create("import", by=by, title=name, params={"name": name, "language": get_language()})
        file.seek(0)
        jobs.store(job, ORIGINAL, file if isinstance(file, File) else File(file))
        return _understood(job, glance, preset)


def bring_pasted(text: str, *, by: Any) -> Job:
    """The same for rows or e-mail addresses that were pasted into a box."""
    return bring(BytesIO(reading.pasted(text)), name=str(_("Pasted rows")), by=by)


def read_as(job: Job, *, encoding: str | None, delimiter: str | None, by: Any) -> Job:
    """Read the file anew in the way that the merchant knows to be right; the matching starts over.

    What is not given stays as it was found. Raises ``FileRefused`` when the file can't be read like that.
    """
    _require_draft(job, by)
    old = reading.Layout.from_dict(job.params["layout"])
    with jobs.open_file(job, ORIGINAL) as file:
        wanted = replace(old, encoding=encoding or old.encoding, delimiter=delimiter or old.delimiter)
        glance = reading.look_into(file, layout=wanted)  # type: ignore[arg-type]
    _require_headings(glance.header)
    return _understood(job, glance)


def map_columns(job: Job, chosen: MappingOf[int, str], *, by: Any, save_as: str = "") -> Job:
    """Say which column fills what: ``chosen`` maps places to keys, "" leaves a column out.

    ``save_as`` keeps the matching for the next file with the same head.

    Raises ``PermissionDenied``, ``ValidationError``.
    """
    _require_draft(job, by)
    mapping = Mapping.from_dict(job.params["mapping"])
    keys = [chosen.get(index, key or "") or None for index, key in enumerate(mapping.columns)]
    check_keys(keys)
    mapping = mapping.choose(keys)
    if save_as.strip():
        words = {"header": job.params["header"], "mapping": mapping.as_dict(), "by": by}
        ImportMapping.objects.update_or_create(name=save_as.strip()[:100], defaults=words)
    return _put(job, "mapped", mapping=mapping.as_dict())


def use_saved(job: Job, saved: ImportMapping, *, by: Any) -> Job:
    """Match the columns as they were matched once before; raises ``ValidationError`` when the head is another."""
    _require_draft(job, by)
    if saved.header != job.params["header"]:
        raise ValidationError(_("This matching was saved for a file with other columns."))
    return _put(job, "mapped", mapping=Mapping.from_dict(saved.mapping).as_dict())


def decisions_of(job: Job) -> Decisions:
    """What was decided, or what is safest for this file: our own export says all tags that somebody has."""
    if stored := job.params.get("decisions"):
        return Decisions.from_dict(stored)
    return Decisions(tags_mode="replace" if job.params.get("format") == "own" else "add")


def decide(job: Job, decisions: Decisions, *, by: Any) -> Job:
    """Keep the decisions. Raises ``ValidationError`` by field, ``PermissionDenied`` for what ``by`` may not do."""
    _require_draft(job, by)
    decisions.check()
    decisions.require(by, {key for key in job.params["mapping"]["columns"] if key})
    return _put(job, "decided", decisions=decisions.as_dict())


def retry(job: Job, file: BinaryIO | UploadedFile, *, name: str, by: Any) -> Job:
    """Bring the mended rows of an earlier import, with its matching and its decisions.

    Raises what ``bring`` does.
    """
    jobs.require(job, by)
    again = bring(file, name=name, by=by)
    old = Mapping.from_dict(job.params["mapping"])
    keys = dict(zip(_counted(map(tame, old.header)), old.columns, strict=True))
    mapping = Mapping.from_dict(again.params["mapping"])
    columns = [keys.get(heading, mapped) for heading, mapped in
               zip(_counted(map(tame, mapping.header)), mapping.columns, strict=True)]  # fmt: skip
    params = {"format": job.params.get("format"), "decisions": job.params.get("decisions"), "retry_of": job.pk}
    return _put(again, "mapped", mapping=mapping.choose(columns).as_dict(), **params)


def _counted(header: Iterable[str]) -> list[tuple[str, int]]:
    """Each heading with how often it came before: two columns may have the same, and fill something else."""
    seen: Counter[str] = Counter()
    counted = []
    for heading in header:
        counted.append((heading, seen[heading]))
        seen[heading] += 1
    return counted


def discard(job: Job, *, by: Any) -> None:
    """Throw an import away that was never run, with its file."""
    _require_draft(job, by)
    with transaction.atomic():
        jobs.discard(job)
        job.delete()


def _check_size(file: Any) -> None:
    size, most = getattr(file, "size", None), conf.get("IMPORT_MAX_BYTES")
    if size is not None and size > most:
        words = _("This file has %(size)s; at most %(most)s can be imported at once. Cut it into several files.")
        sizes = {"size": filesizeformat(size), "most": filesizeformat(most)}
        raise reading.FileRefused(words % sizes, code="too_large")


def _understood(job: Job, glance: reading.Glance, preset: str = "") -> Job:
    labels = {name: column.key for column in file_columns for name in (*in_every_language(column.label), *column.names)}
    form = _format(preset) if preset else recognise(glance.header, labels)
    mapping = _fillable(suggest(glance.header, form, {label: key for label, key in labels.items() if _fills(key)}))
    keep_samples(job, glance)
    return _put(
        job,
        "",
        layout=glance.layout.as_dict(),
        header=list(glance.header),
        certain=glance.encoding_certain,
        notes=[str(note) for note in glance.notes],
        format=form.key if form else "",
        mapping=mapping.as_dict(),
    )


def _require_headings(header: Sequence[str]) -> None:
    """Whoever stands where the headings should be would be lost without a word."""
    if any(_ADDRESS.fullmatch(untame(cell.strip())) for cell in header):
        words = _(
            "The first row has a customer instead of headings, who would be left out. Write headings such as “E-mail” "
            "above it, or copy the rows and paste them."
        )
        raise reading.FileRefused(words, code="no_headings", row=1)


def _fills(key: str | None) -> bool:
    """An export says more than can be brought back: the number of orders, say. "City" is a part of an address then."""
    column = file_columns.get(key or "")
    return column is not None and column.importable


def _fillable(mapping: Mapping) -> Mapping:
    return mapping.choose([key if _fills(key) else None for key in mapping.columns])


def _format(preset: str) -> Format:
    form = formats.get(preset)
    if form is None:
        raise ValidationError(_("There is no shop “%(name)s” whose files are known.") % {"name": preset})
    return form


def check_keys(keys: Sequence[str | None]) -> None:
    """Raise ``ValidationError`` for columns that nobody could be found or made by."""
    named = [key for key in keys if key]
    if unknown := [key for key in named if not _fills(key)]:
        raise ValidationError(_("There is no field “%(key)s” to fill.") % {"key": unknown[0]})
    if not {"email", "id"} & set(named):
        raise ValidationError(
            _("Say which column has the e-mail address: customers are found and made by it."), code="no_email"
        )


def _require_draft(job: Job, by: Any) -> None:
    jobs.require(job, by)
    if job.phase in ("splitting", "checking") and (job.is_going or job.state == Job.State.PAUSED):
        raise ValidationError(_("The rows of this import are being checked: stop that first."), code="checking")
    if job.state not in (Job.State.DRAFT, Job.State.FAILED) or job.phase in ("writing", "hashing", "inviting"):
        raise ValidationError(_("This import has begun to write: it can't be changed any more."), code="begun")


def _put(job: Job, phase: str, **params: Any) -> Job:
    job.params = {**job.params, **params}
    job.phase, job.state, job.error = phase, Job.State.DRAFT, ""
    job.save()
    return job
