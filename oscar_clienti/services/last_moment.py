"""The last moment in which an e-mail can still be kept back, and who is to be called in it."""

import smtplib
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

# The line that ends an e-mail. A server that has not heard it must not deliver what it heard (RFC 5321, 4.1.1.4).
END = b".\r\n"


def hand_over(connection: Any, messages: Sequence[Any], before: Callable[[], None]) -> int:
    """Send one message over an open mail connection; ``before`` is called in the last moment.

    With Django's SMTP that is when the server has heard all but the last line; with every other backend, before it is
    called at all. What ``before`` raises is raised here; the connection can't be used again then. Raises ``ValueError``
    for what no e-mail can be made of, and ``before`` is not called then.
    """
    if not speaks_smtp(connection):
        for message in messages:
            check_addresses(message.recipients())
            message.message()
        before()
        return int(connection.send_messages(messages) or 0)
    with _before_the_end(connection.connection, before):
        return int(connection.send_messages(messages) or 0)


def check_addresses(addresses: Sequence[str]) -> None:
    """Raises ``ValueError`` for what is no address, as Django's SMTP does: other backends may say it in any words."""
    for address in addresses:
        sanitize_address(address, "utf-8")


def speaks_smtp(connection: Any) -> bool:
    """Does it talk to the server that it is connected to, and as Django's does? A subclass may have another way."""
    names = ("open", "send_messages", "_send")
    same = all(getattr(type(connection), name, None) is getattr(EmailBackend, name) for name in names)
    return same and type(connection.connection) in (smtplib.SMTP, smtplib.SMTP_SSL)


@contextmanager
def _before_the_end(smtp: smtplib.SMTP, act: Callable[[], None]) -> Iterator[None]:
    """Within the block ``smtp`` calls ``act`` when it has sent a text but for its last line."""
    hand_on = smtp.send

    def send(data: Any) -> None:
        # A text ends so, and no command does.
        if isinstance(data, bytes) and data.endswith(b"\r\n" + END):
            hand_on(data.removesuffix(END))
            act()
            data = END
        hand_on(data)

    # Three bytes of their own would wait for an answer to those before (RFC 896).
    smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # type: ignore[union-attr]  # It is connected.
    smtp.send = send  # type: ignore[method-assign, assignment]
    try:
        yield
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused):
        raise
    except BaseException:
        # Without a word more: whatever it said now might be a part of the text.
        smtp.close()
        raise
    finally:
        del smtp.send
