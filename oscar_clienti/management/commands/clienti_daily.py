"""What a day brings by itself: what has a last day ends, what has a first one begins, rules are applied."""

import logging
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from oscar_clienti.services import (
    activity_log,
    conversations,
    log_in_as,
    memberships,
    orphan_files,
    price_lists,
    sign_in,
    taxes,
)

logger = logging.getLogger("oscar_clienti.daily")

Step = Callable[[date], Iterator[str]]


class Command(BaseCommand):
    help = (
        "Ends the memberships and the tax exemptions whose last day has passed, applies the joining rules of the "
        "groups, lets open baskets follow price lists that begin or ended, forgets old sign-in links and what the "
        "activity log need not keep any longer, ends visits whose time is up, and deletes private files that belong to "
        "nothing any more. Run it once a night, soon after midnight; a second run, or one after a kill, does what is "
        "left. With --dry-run it only says what it would do. The exit status is 1 when a part of it failed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only say what would be done.")

    def handle(self, *args: Any, **options: Any) -> None:
        steps: tuple[Step, ...] = (_end, _join, _expire, _turn, _sweep, _leave, _forget, _tidy)
        if options["dry_run"]:
            steps = (_would_end, _would_join, _would_expire, _would_turn, _would_sweep, _would_leave)
            steps = (*steps, _would_forget, _would_tidy)
        today, failed = timezone.localdate(), 0
        for step in steps:
            try:
                for line in step(today):
                    self.stdout.write(line)
            except Exception as error:
                # The other parts don't wait for whoever mends this one.
                logger.exception("A part of clienti_daily failed.")
                self.stderr.write(f"Failed: {type(error).__name__}: {error}")
                failed += 1
        if failed:
            raise CommandError(f"{failed} of {len(steps)} parts failed: see the log, and run it again.", returncode=1)


def _end(today: date) -> Iterator[str]:
    yield f"{memberships.end(today):,} memberships ended."


def _join(today: date) -> Iterator[str]:
    rules = memberships.apply(day=today)
    for rule in rules:
        yield f"{rule.group.name}: {rule.entered:,} entered, {rule.left:,} left."
    if not rules:
        yield "No joining rule is in force."


def _expire(today: date) -> Iterator[str]:
    yield f"{taxes.expire(today):,} tax exemptions ended."


def _turn(today: date) -> Iterator[str]:
    yield f"{price_lists.turn(today):,} price lists begin or ended."


def _sweep(today: date) -> Iterator[str]:
    yield f"{sign_in.sweep():,} old sign-in links forgotten."
    yield f"{conversations.sweep():,} old links for answering forgotten."
    yield f"{conversations.resume():,} messages that waited were given to a worker."


def _leave(today: date) -> Iterator[str]:
    yield f"{log_in_as.sweep():,} visits to customers' accounts ended."


def _forget(today: date) -> Iterator[str]:
    yield f"{activity_log.sweep(today):,} old entries of the activity log forgotten."


def _tidy(today: date) -> Iterator[str]:
    yield f"{orphan_files.sweep():,} files that belong to nothing deleted."


def _would_end(today: date) -> Iterator[str]:
    yield f"{memberships.over(today).shoppers().count():,} memberships would end."


def _would_join(today: date) -> Iterator[str]:
    rules = memberships.in_force()
    for rule in rules:
        preview = memberships.preview(rule, day=today)
        yield f"{rule.group.name}: {preview.enter:,} would enter, {preview.leave:,} would leave."
    if not rules:
        yield "No joining rule is in force."


def _would_expire(today: date) -> Iterator[str]:
    yield f"{taxes.over(today).count():,} tax exemptions would end."


def _would_turn(today: date) -> Iterator[str]:
    yield f"{price_lists.turning(today).count():,} price lists begin or ended."


def _would_sweep(today: date) -> Iterator[str]:
    yield f"{sign_in.over().count():,} old sign-in links would be forgotten."


def _would_leave(today: date) -> Iterator[str]:
    yield f"{log_in_as.over_time().count():,} visits to customers' accounts would end."


def _would_forget(today: date) -> Iterator[str]:
    yield f"{activity_log.over(today).count():,} old entries of the activity log would be forgotten."


def _would_tidy(today: date) -> Iterator[str]:
    yield f"{sum(1 for _ in orphan_files.found()):,} files that belong to nothing would be deleted."
