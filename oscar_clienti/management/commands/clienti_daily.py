"""What a day brings by itself: what has a last day ends, what has a first one begins, rules are applied."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Count:
    """A part of the night that does one thing to so many, or says to how many it would."""

    done: str
    ahead: str
    do: Callable[[date], int]
    foresee: Callable[[date], int]

    def __call__(self, today: date, *, dry_run: bool) -> Iterator[str]:
        yield f"{self.foresee(today):,} {self.ahead}." if dry_run else f"{self.do(today):,} {self.done}."


def join(today: date, *, dry_run: bool) -> Iterator[str]:
    """Apply the joining rules, each by itself."""
    rules = memberships.in_force() if dry_run else memberships.apply(day=today)
    for rule in rules:
        if dry_run:
            ahead = memberships.preview(rule, day=today)
            yield f"{rule.group.name}: {ahead.enter:,} would enter, {ahead.leave:,} would leave."
        else:
            yield f"{rule.group.name}: {rule.entered:,} entered, {rule.left:,} left."
    if not rules:
        yield "No joining rule is in force."


PARTS: tuple[Callable[..., Iterator[str]], ...] = (
    Count(
        "memberships ended",
        "memberships would end",
        memberships.end,
        lambda today: memberships.over(today).shoppers().count(),
    ),
    join,
    Count("tax exemptions ended", "tax exemptions would end", taxes.expire, lambda today: taxes.over(today).count()),
    Count(
        "price lists begin or ended",
        "price lists begin or ended",
        price_lists.turn,
        lambda today: price_lists.turning(today).count(),
    ),
    Count(
        "old sign-in links forgotten",
        "old sign-in links would be forgotten",
        lambda today: sign_in.sweep(),
        lambda today: sign_in.over().count(),
    ),
    Count(
        "old links for answering forgotten",
        "old links for answering would be forgotten",
        lambda today: conversations.sweep(),
        lambda today: conversations.over().count(),
    ),
    Count(
        "messages that waited were given to a worker",
        "messages that wait would be given to a worker",
        lambda today: conversations.resume(),
        lambda today: conversations.waiting().count(),
    ),
    Count(
        "visits to customers' accounts ended",
        "visits to customers' accounts would end",
        lambda today: log_in_as.sweep(),
        lambda today: log_in_as.over_time().count(),
    ),
    Count(
        "visits of long ago no longer say whom and why",
        "visits of long ago would no longer say whom and why",
        lambda today: log_in_as.fade(activity_log.limit(today)),
        lambda today: log_in_as.long_ago(activity_log.limit(today)).count(),
    ),
    Count(
        "old entries of the activity log forgotten",
        "old entries of the activity log would be forgotten",
        activity_log.sweep,
        lambda today: activity_log.over(today).count(),
    ),
    Count(
        "files that belong to nothing deleted",
        "files that belong to nothing would be deleted",
        lambda today: orphan_files.sweep(),
        lambda today: sum(1 for _ in orphan_files.found()),
    ),
)


class Command(BaseCommand):
    help = (
        "Ends the memberships and the tax exemptions whose last day has passed, applies the joining rules of the "
        "groups, lets open baskets follow price lists that begin or ended, forgets old links, sends messages that have "
        "waited for long, ends visits whose time is up, forgets what the activity log need not keep any longer, and "
        "deletes private files that belong to nothing any more. Run it once a night, soon after midnight; a second "
        "run, or one after a kill, does what is left. With --dry-run it only says what it would do. The exit status is "
        "1 when a part of it failed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only say what would be done.")

    def handle(self, *args: Any, **options: Any) -> None:
        today, failed = timezone.localdate(), 0
        for part in PARTS:
            try:
                for line in part(today, dry_run=options["dry_run"]):
                    self.stdout.write(line)
            except Exception as error:
                # The other parts don't wait for whoever mends this one.
                logger.exception("A part of clienti_daily failed.")
                self.stderr.write(f"Failed: {type(error).__name__}: {error}")
                failed += 1
        if failed:
            raise CommandError(f"{failed} of {len(PARTS)} parts failed: see the log, and run it again.", returncode=1)
