"""Find the owners of the orders that guests placed in the past."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from oscar_clienti import conf
from oscar_clienti.progress import Progress
from oscar_clienti.services import guest_orders

WORDS = {
    "VERIFIED": "attached to a customer who has confirmed the address",
    "CLAIMABLE": "attached to an account that the shop made and nobody has entered",
    "NEW": "attached to a new account",
    "UNPROVEN": "waiting: the customer has not confirmed the address",
    "TEAM": "waiting: the address belongs to the team or a partner",
    "SEVERAL": "waiting: several accounts have the address",
    "ERASED": "left apart: the account was deleted",
    "UNUSABLE": "passed over: the address is none",
}


class Command(BaseCommand):
    help = (
        "Attaches orders of guests to whoever confirmed their address or to an account that the shop made, makes "
        "accounts for addresses that nobody has, and lets the rest wait in the dashboard. A run that was stopped is "
        "simply run again; what is done is not done twice."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only count; nothing is written.")
        parser.add_argument("--chunk", type=int, default=500, help="So many orders in one transaction (500).")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["chunk"] < 1:
            raise CommandError("--chunk must be at least 1.")
        if not conf.get("GUEST_ORDERS_FIND_OWNER"):
            raise CommandError("OSCAR_CLIENTI_GUEST_ORDERS_FIND_OWNER is off: guests' orders stay by themselves.")
        progress = Progress(self.stdout.write) if options["verbosity"] else None
        dry_run = options["dry_run"]
        counts = guest_orders.claim_past(dry_run=dry_run, chunk=options["chunk"], progress=progress)
        for key, words in WORDS.items():
            if counts[key]:
                self.stdout.write(f"{counts[key]:,} {words}")
        customers = f"{counts['CREATED']:,} new customers"
        if dry_run:
            self.stdout.write(f"Nothing was written. There would be {customers}.")
        else:
            self.stdout.write(self.style.SUCCESS(f"Done: {customers}."))
