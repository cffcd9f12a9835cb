"""``manage.py demo_shop``: an invented shop with customers, from 2,000 to 1,000,000."""

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from demo import load, staff


class Command(BaseCommand):
    help = "Fills the demo shop with products, staff and invented customers with orders, addresses and consents."

    def add_arguments(self, parser):
        parser.add_argument("--customers", type=int, default=2000, help="how many, up to 1,000,000 (default 2,000)")
        parser.add_argument("--seed", type=int, default=2026, help="other dice, other people")
        parser.add_argument("--if-empty", action="store_true", help="do nothing when it was filled already")
        parser.add_argument("--reset", action="store_true", help="first EMPTY THE WHOLE DATABASE")

    def handle(self, *, customers, seed, if_empty, reset, **options):
        if not 0 <= customers <= 1_000_000:
            raise CommandError("--customers must lie between 0 and 1,000,000.")
        if reset:
            call_command("flush", interactive=False, verbosity=0)
        if if_empty and load.is_filled():
            self.say("The demo is filled already; nothing was added.")
        else:
            self.say(f"Inventing {customers:,} customers …")
            load.fill(customers, seed=seed, now=timezone.now(), say=self.say)
        call_command("rebuild_index", interactive=False, verbosity=0)
        self.say("Sign in at /dashboard/ or /accounts/login/ with the password " + staff.PASSWORD)
        for email, who in staff.SIGN_INS:
            self.say(f"  {email:<20} {who}")

    def say(self, text):
        self.stdout.write(text)
        self.stdout.flush()
