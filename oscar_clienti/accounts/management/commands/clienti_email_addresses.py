"""Give customers from before allauth their row in its list of e-mail addresses."""

from typing import Any

from django.core.management.base import BaseCommand

from oscar_clienti.accounts import email_addresses
from oscar_clienti.progress import Progress


class Command(BaseCommand):
    help = (
        "Gives every user who has none a row in allauth's list of e-mail addresses, not proven yet: run it once after "
        "installing. Addresses that two users share, but for capitals, are named: neither gets a row. A second run, "
        "or one after a kill, does what is left. The exit status is 1 when addresses were left out."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        total, done = email_addresses.missing(), 0
        left_out: list[str] = []
        progress = Progress(self.stderr.write)
        progress(done, total)
        for number, left in email_addresses.fill():
            done += number
            left_out += left
            progress(done, total)
        self.stdout.write(f"{done - len(left_out):,} addresses were added.")
        for email in left_out:
            self.stdout.write(f"Left out, not one person's: {email}")
        if left_out:
            raise SystemExit(1)
