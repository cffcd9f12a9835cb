"""The line to the mail server: one connection for many e-mails, not faster than the shop wants, and what went wrong."""

import logging
import time
from collections.abc import Callable
from smtplib import SMTPException, SMTPServerDisconnected
from types import TracebackType
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.mail import get_connection
from django.db import Error as DatabaseProblem
from django.utils.translation import gettext as _

from ... import conf
from ...models import DeliveryReason as Reason
from ...models import DeliveryState as State
from .claims import Taken
from .composing import Letter
from .starting import workers

logger = logging.getLogger("oscar_clienti.mailings")
# So many failures one after the other are not these people's fault: the job stops and says so.
IN_A_ROW = 10
# Many a mail server hangs up on who is silent for half a minute; that e-mail would be one that was perhaps sent.
SILENCE_SECONDS = 20.0


class Line:
    """Open while the block lasts; no connection is made before the first letter."""

    def __init__(self) -> None:
        self.connection: Any = None
        self.failures = 0
        limit = conf.get("MAILINGS_PER_MINUTE")
        self.pause, self.next_at = (60 / limit * workers() if limit else 0.0), 0.0
        self.used_at = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._hang_up()

    def ready(self) -> None:
        """Wait for one's turn, and see that the mail server is there. Raises ``ValidationError`` when it isn't, or
        takes nothing any more."""
        self.check()
        if (wait := self.next_at - time.monotonic()) > 0:
            time.sleep(wait)
        now = time.monotonic()
        self.next_at = now + self.pause
        if now - self.used_at > SILENCE_SECONDS:
            self._hang_up()
        if self.connection is None:
            self.connection = self._open()
        self.used_at = now

    def check(self) -> None:
        """Raises ``ValidationError`` when so many failed one after the other that it is nobody's address."""
        if self.failures >= IN_A_ROW:
            words = _(
                "It stopped: %(number)s e-mails one after the other could not be sent. Look after the mail server, "
                "then continue; nobody gets it twice."
            )
            raise ValidationError(words % {"number": self.failures})

    def send(self, letter: Letter, claim: Callable[[], None]) -> tuple[str, str]:
        """Send it, and return what became of it as (state, reason); ``claim`` is called in the last moment before.

        Raises what ``claim`` raises, and the database; nothing of the mail server's.
        """
        try:
            letter.send(self.connection, before=claim)
        except (Taken, DatabaseProblem):
            raise
        except (ValueError, ValidationError) as error:
            return self._failed(State.FAILED, Reason.UNWRITABLE, error)
        except (SMTPServerDisconnected, OSError) as error:
            # An SMTPException is an OSError too: those with an answer of the server were surely refused.
            refused = isinstance(error, SMTPException) and not isinstance(error, SMTPServerDisconnected)
            outcome = (State.FAILED, Reason.REFUSED) if refused else (State.CLAIMED, Reason.CUT_OFF)
            return self._failed(*outcome, error)
        except Exception as error:
            # Of a backend that speaks another protocol: it says no in its own words.
            return self._failed(State.FAILED, Reason.REFUSED, error)
        self.failures = 0
        return State.SENT, ""

    def _failed(self, state: str, reason: str, error: Exception) -> tuple[str, str]:
        logger.warning("An e-mail of a mailing was not sent: %s", type(error).__name__)
        self.failures += 1
        self._hang_up()
        return state, reason

    def _open(self) -> Any:
        connection = get_connection()
        try:
            connection.open()
        except OSError as error:
            raise ValidationError(
                _("It stopped: the mail server could not be reached. Continue when it can; nobody gets it twice.")
            ) from error
        return connection

    def _hang_up(self) -> None:
        """What comes next begins with a fresh connection."""
        if self.connection is not None:
            try:
                self.connection.close()
            except OSError:
                logger.info("The mail server was gone before the connection was closed.")
            self.connection = None
