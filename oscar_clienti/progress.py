"""Tells on a terminal how far long work is, how fast, and how long it will still take."""

import time
from collections.abc import Callable


class Progress:
    """Call it with (done, in all) as often as there is news."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self.write = write
        self.started = time.monotonic()
        self.first: int | None = None

    def __call__(self, done: int, total: int) -> None:
        """The first call only starts the clock of continued work: what was done earlier is not our speed."""
        if self.first is None:
            self.first, self.started = done, time.monotonic()
            self.write(f"{done:,} of {total:,}")
            return
        rate = (done - self.first) / max(time.monotonic() - self.started, 0.001)
        left = max(total - done, 0) / rate if rate else 0
        self.write(f"{done:,} of {total:,}, {rate:,.0f} a second, {_duration(left)} left")


def _duration(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    return f"{minutes} min {seconds:02d} s" if minutes else f"{seconds} s"
