"""Customers from a file, from the command line: the same five steps as the pages."""

import json
import sys
import time
from collections.abc import Iterable
from datetime import date
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from oscar_clienti.models import CustomerGroup, ImportMapping, Job, Tag
from oscar_clienti.progress import Progress
from oscar_clienti.services import imports, jobs
from oscar_clienti.text import fold

REFUSED, SOME_REFUSED, STOPPED = 1, 3, 4
# More reasons than these nobody reads on a terminal.
TOLD = 100
# How often progress is told, and how long to wait while others do the last parts.
SECONDS, PATIENCE = 2.0, 0.5


class Command(BaseCommand):
    help = (
        "Imports customers from a CSV or Excel file. Ends with 0 when every row came in, with 1 when the file was "
        "refused and nothing changed, with 3 when some rows were refused (they are listed), with 4 when it stopped "
        "half-way: what is written stays, and the job can be continued."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="The file, or - for standard input.")
        parser.add_argument("--dry-run", action="store_true", help="Only say what would happen.")
        parser.add_argument("--preset", help="Take the file for one of this shop: " + ", ".join(imports.format_keys()))
        parser.add_argument(
            "--mapping", help="The name of a saved matching of columns, or a JSON file: {heading: field}."
        )
        parser.add_argument("--encoding", help="How its letters are written, such as cp1252.")
        parser.add_argument("--delimiter", help="What stands between its cells.")
        parser.add_argument("--who", choices=["both", "new", "existing"], default="both")
        parser.add_argument("--blanks", choices=["leave", "clear"], default="leave", help="What empty cells do.")
        parser.add_argument("--tags", choices=["add", "replace"], help="Tags of the file are added, or replace others.")
        parser.add_argument("--group", help="Put everybody into this group.")
        parser.add_argument("--tag", action="append", default=[], help="Give everybody this tag; may be repeated.")
        parser.add_argument("--create-labels", action="store_true", help="Make groups and tags that are missing.")
        parser.add_argument("--country", default="", help="Of addresses that name none, such as IT.")
        parser.add_argument("--consent-source", default="", help="Where those who said yes were asked.")
        parser.add_argument("--consent-at", type=date.fromisoformat, help="When, as 2026-05-01.")
        parser.add_argument("--consent-wording", default="", help="With which words.")
        parser.add_argument("--refused", help="Write the refused rows into this file.")
        parser.add_argument("--by", help="The e-mail address of the member of staff who imports.")

    def handle(self, *args: Any, **options: Any) -> None:
        self.options = options
        self.by = self._who()
        try:
            job = self._go(imports.preview(self._decided(self._brought()), by=self.by))
            self._note(job.params.get("left_behind", ()))
            if not options["dry_run"] and job.phase == "checked":
                job = self._go(imports.run(job, by=self.by))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages), returncode=REFUSED) from error
        except PermissionDenied as error:
            raise CommandError(str(error), returncode=REFUSED) from error
        self._require_ended(job)
        self._tell(job)

    def _who(self) -> Any:
        if not self.options["by"]:
            return None
        found = get_user_model()._default_manager.filter(email__iexact=self.options["by"], is_active=True)
        if len(found) != 1:
            raise CommandError(f"There is no account {self.options['by']}.", returncode=REFUSED)
        return found[0]

    def _brought(self) -> Job:
        name = self.options["file"]
        try:
            content = BytesIO(sys.stdin.buffer.read()) if name == "-" else Path(name).open("rb")  # noqa: SIM115  See below.
        except OSError as error:
            raise CommandError(f"{name}: {error.strerror}", returncode=REFUSED) from error
        with content:
            job = imports.bring(content, name=Path(name).name, by=self.by, preset=self.options["preset"] or "")
        if self.options["encoding"] or self.options["delimiter"]:
            job = imports.read_as(
                job, encoding=self.options["encoding"], delimiter=self.options["delimiter"], by=self.by
            )
        understood = imports.understanding(job)
        self._note(understood.notes)
        if not (understood.certain or self.options["encoding"]):
            self.stderr.write(f"Its letters are read as {understood.layout.encoding}; --encoding says otherwise.")
        return self._matched(job) if self.options["mapping"] else job

    def _matched(self, job: Job) -> Job:
        name = self.options["mapping"]
        if not name.endswith(".json"):
            return imports.use_saved(job, self._named(ImportMapping.objects.all(), "matching", name=name), by=self.by)
        try:
            wanted = json.loads(Path(name).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CommandError(f"{name}: {error}", returncode=REFUSED) from error
        header = job.params["header"]
        if not isinstance(wanted, dict) or (unknown := set(wanted) - set(header)):
            words = ", ".join(sorted(unknown)) if isinstance(wanted, dict) else "It is no {heading: field}."
            raise CommandError(f"{name}: {words}", returncode=REFUSED)
        chosen = {index: str(wanted[heading] or "") for index, heading in enumerate(header) if heading in wanted}
        return imports.map_columns(job, chosen, by=self.by)

    def _decided(self, job: Job) -> Job:
        chosen = self.options
        names = ("who", "blanks", "create_labels", "country", "consent_source", "consent_at", "consent_wording")
        decided = {**imports.decisions_of(job).as_dict(), **{name: chosen[name] for name in names}}
        if chosen["tags"]:
            decided["tags_mode"] = chosen["tags"]
        if chosen["group"]:
            decided["group"] = self._named(CustomerGroup.objects.all(), "group", name_key=fold(chosen["group"])).pk
        decided["tags"] = [self._named(Tag.objects.all(), "tag", name_key=fold(name)).pk for name in chosen["tag"]]
        decided["consent_at"] = chosen["consent_at"].isoformat() if chosen["consent_at"] else None
        return imports.decide(job, imports.Decisions.from_dict(decided), by=self.by)

    def _named(self, among: Any, word: str, **name: str) -> Any:
        found = among.filter(**name).first()
        if found is None:
            raise CommandError(f"There is no {word} “{next(iter(name.values()))}”.", returncode=REFUSED)
        return found

    def _go(self, job: Job) -> Job:
        """Do the work in this process; somebody else's workers may help."""
        try:
            phase, progress = "", Progress(self.stderr.write)
            while (more := jobs.work(job.pk, seconds=SECONDS)) or Job.objects.get(pk=job.pk).is_going:
                job.refresh_from_db()
                if job.phase != phase:
                    phase, progress = job.phase, Progress(self.stderr.write)
                    self._note([f"{phase} …"])
                if self.options["verbosity"]:
                    progress(job.done, job.total)
                if not more:
                    time.sleep(PATIENCE)
        except KeyboardInterrupt as stop:
            words = f"Stopped. Job {job.pk} goes on by “clienti_jobs --work”, or on its page."
            raise CommandError(words, returncode=STOPPED) from stop
        return Job.objects.get(pk=job.pk)

    def _note(self, lines: Iterable[str]) -> None:
        if self.options["verbosity"]:
            for line in lines:
                self.stderr.write(line)

    def _require_ended(self, job: Job) -> None:
        began = job.phase not in ("splitting", "checking", "checked")
        if job.error:
            raise CommandError(job.error, returncode=STOPPED if began else REFUSED)
        if job.state in (Job.State.PAUSED, Job.State.CANCELLED):
            raise CommandError(f"Job {job.pk} was stopped by somebody else.", returncode=STOPPED)

    def _tell(self, job: Job) -> None:
        for words in jobs.kinds[job.kind].summary(job):
            self.stdout.write(words)
        if not (refused := job.counts.get("refused", 0)):
            return
        for outcome in islice(imports.every(job, "refused"), TOLD):
            for heading, value, words in outcome.reasons:
                where = ", ".join(filter(None, (f"Row {outcome.row}", heading, value and f"“{value}”")))
                self.stderr.write(f"{where}: {words}")
        if self.options["refused"]:
            Path(self.options["refused"]).write_bytes(b"".join(imports.refused_csv(job)))
        if refused > TOLD:
            self.stderr.write(f"… and {refused - TOLD:,} more rows.")
        raise CommandError(f"{refused:,} rows were refused.", returncode=SOME_REFUSED)
