"""Ask VIES about VAT numbers of which nothing is known yet."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from oscar_clienti.models import VatState
from oscar_clienti.services.vat import rounds


class Command(BaseCommand):
    help = (
        "Asks the register about VAT numbers that nobody has asked about, and again where there was no answer: run it "
        "every few minutes. With --all 90, also asks again about those whose answer is older than 90 days: run that "
        "every night. Stops by itself while the register doesn't answer."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", type=int, metavar="DAYS", help="Ask again where the answer is older than so.")
        parser.add_argument("--limit", type=int, default=500, help="Ask at most so many times in this round (500).")

    def handle(self, *args: Any, **options: Any) -> None:
        counts = Counter(check.state for check in rounds.go_round(limit=options["limit"], older_than=options["all"]))
        self.stdout.write(
            f"VAT numbers: {counts[VatState.VALID]:,} valid, {counts[VatState.INVALID]:,} not valid, "
            f"{counts[VatState.UNKNOWN]:,} not known yet."
        )
