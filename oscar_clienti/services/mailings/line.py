"""The line to the mail server: one connection for many e-mails, not faster than the shop wants, and what went wrong."""

import logging
import time
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException, SMTPServerDisconnected
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
# What a server answers, to whatever it hears, when it closes the connection (RFC 5321, 3.8).
CLOSING = 421


def _is_a_no(error: Exception) -> bool:
    """Did the server answer, and that it doesn't take it? Without an answer, or with half of one, nobody knows."""
    if isinstance(error, SMTPResponseException):
        return type(error) is not SMTPResponseException and error.smtp_code >= 400
    return isinstance(error, SMTPException) and not isinstance(error, SMTPServerDisconnected)


def _hangs_up(error: Exception) -> bool:
    """Did the server answer that it closes the connection (421)? That is said of the connection, not of the address."""
    if isinstance(error, SMTPRecipientsRefused):
        return any(code == CLOSING for code, _words in error.recipients.values())
    return isinstance(error, SMTPResponseException) and error.smtp_code == CLOSING


class _Unheard(Exception):
    """The mail server has not heard the end of it, and can't have delivered it."""


class Line:
    """Open while the block lasts; no connection is made before the first letter.

    ``failures`` are those, one after the other, that came last before it. One more is always tried: the merchant may
    have seen to the mail server since.
    """

    def __init__(self, failures: int = 0) -> None:
        self.connection: Any = None
        self.failures = min(failures, IN_A_ROW - 1)
        limit = conf.get("MAILINGS_PER_MINUTE")
        self.pause = 60 / limit * workers() if limit else 0.0
        # The part before this one has just sent its last: the first e-mail waits as every other does.
        self.next_at = time.monotonic() + self.pause
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
            self._hang_up()
            self.ready()
        try:
            return self._send(letter, claim)
        except _Unheard as error:
            return self._failed(State.FAILED, Reason.CUT_OFF, error)

    def _send(self, letter: Letter, claim: Claim) -> tuple[str, str]:
        """Raises ``_Unheard`` when the connection breaks before the server has heard the end."""
        try:
            letter.send(self.connection, before=claim.take)
        except (Taken, DatabaseProblem):
            self._hang_up()
            raise
        except Exception as error:
            return self._not_sent(error, claim)
        self.failures = 0
        return State.SENT, ""

    def _not_sent(self, error: Exception, claim: Claim) -> tuple[str, str]:
        """Raises ``_Unheard``. After the claim only a mail server's own no is one: a backend of another protocol may
        say anything when it has sent the e-mail, and only stumbles over the answer."""
        if _hangs_up(error) and not claim.is_taken:
            raise _Unheard from error
        if _is_a_no(error):
            return self._failed(State.FAILED, Reason.REFUSED, error)
        if claim.is_taken:
            return self._failed(State.CLAIMED, Reason.CUT_OFF, error)
        if isinstance(error, OSError):
            raise _Unheard from error
        unwritable = isinstance(error, ValueError | ValidationError)
        return self._failed(State.FAILED, Reason.UNWRITABLE if unwritable else Reason.REFUSED, error)

    def _failed(self, state: str, reason: str, error: Exception) -> tuple[str, str]:
        logger.warning("An e-mail of a mailing was not sent: %s", type(error.__cause__ or error).__name__)
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
