"""The line to the mail server: one connection for many e-mails, not faster than the shop wants, and what went wrong."""

import logging
import time
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
from .claims import Claim, Taken
from .composing import Letter
from .starting import workers

logger = logging.getLogger("oscar_clienti.mailings")
# So many failures one after the other are not these people's fault: the job stops and says so.
IN_A_ROW = 10
# Many a mail server hangs up on who is silent for half a minute; that e-mail would be one that was perhaps sent.
SILENCE_SECONDS = 20.0


class _Unheard(Exception):
    """The mail server has not heard the end of it, and can't have delivered it."""


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

    def send(self, letter: Letter, claim: Claim) -> tuple[str, str]:
        """Send it, and return what became of it as (state, reason); ``claim`` is taken in the last moment.

        Where the connection breaks before that, it is sent a second time. Raises ``Taken``, what ``ready`` raises, and
        the database; nothing else of the mail server's.
        """
        try:
            return self._send(letter, claim)
        except _Unheard:
            self.ready()
        try:
            return self._send(letter, claim)
        except _Unheard:
            return State.FAILED, Reason.CUT_OFF

    def _send(self, letter: Letter, claim: Claim) -> tuple[str, str]:
        """Raises ``_Unheard`` when the connection breaks before the server has heard the end."""
        try:
            letter.send(self.connection, before=claim.take)
        except (Taken, DatabaseProblem):
            self._hang_up()
            raise
        except (ValueError, ValidationError) as error:
            self._failed(error)
            return State.FAILED, Reason.UNWRITABLE
        except (SMTPServerDisconnected, OSError) as error:
            self._failed(error)
            # An SMTPException is an OSError too: those with an answer of the server were surely refused.
            if isinstance(error, SMTPException) and not isinstance(error, SMTPServerDisconnected):
                return State.FAILED, Reason.REFUSED
            if not claim.is_taken:
                raise _Unheard from error
            return State.CLAIMED, Reason.CUT_OFF
        except Exception as error:
            # Of a backend that speaks another protocol: it says no in its own words.
            self._failed(error)
            return State.FAILED, Reason.REFUSED
        self.failures = 0
        return State.SENT, ""

    def _failed(self, error: Exception) -> None:
        logger.warning("An e-mail of a mailing was not sent: %s", type(error).__name__)
        self.failures += 1
        self._hang_up()

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
