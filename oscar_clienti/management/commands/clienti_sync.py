"""Rebuild the customer rows from the tables that they repeat."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from oscar_clienti.progress import Progress
from oscar_clienti.services import sync
from oscar_clienti.services.sync import Drift


class Command(BaseCommand):
    help = (
        "Gives every user a customer row and makes what it repeats of users, addresses and orders true again. "
        "Run it once after installing, and after changing users or orders by raw SQL or bulk_create. "
        "A run that was stopped continues where it was."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="Only report what is wrong; the exit status is 1 if so."
        )
        parser.add_argument("--restart", action="store_true", help="Begin anew instead of continuing a stopped run.")
        parser.add_argument("--chunk", type=int, help="How many users are done in one transaction.")

    def handle(self, *args: Any, **options: Any) -> None:
        chunk = options["chunk"]
        if chunk is not None and chunk < 1:
            raise CommandError("--chunk must be at least 1.")
        settings: dict[str, Any] = {"chunk": chunk} if chunk else {}
        if options["verbosity"]:
            settings["progress"] = Progress(self.stdout.write)
        if options["check"]:
            self._tell(sync.check(**settings))
        else:
            run = sync.run(restart=options["restart"], **settings)
            self.stdout.write(self.style.SUCCESS(f"Done: {run.rows:,} customer rows were written."))

    def _tell(self, drift: Drift) -> None:
        if not drift:
            self.stdout.write(self.style.SUCCESS(f"All {drift.users:,} customer rows are true."))
            return
        if drift.missing:
            self.stdout.write(f"{drift.missing:,} users have no customer row.")
        if drift.differing:
            kinds = ", ".join(f"{kind} {count:,}" for kind, count in drift.kinds.items() if count)
            self.stdout.write(f"{drift.differing:,} customer rows are not true ({kinds}).")
        if drift.spendings:
            self.stdout.write(f"{drift.spendings:,} sums in other currencies are not true.")
        raise CommandError("The customer rows are not true: run clienti_sync to repair them.", returncode=1)
