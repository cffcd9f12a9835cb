"""A real mail server on this machine, with moods."""

from contextlib import contextmanager

from aiosmtpd import controller
from django.core.mail.backends.base import BaseEmailBackend


class Stumbling(BaseEmailBackend):
    """A backend of another protocol: what goes wrong there is an error of its own."""

    class Unhappy(Exception):
        pass

    def send_messages(self, messages):
        raise self.Unhappy(f"400 {messages[0].to}")


class MailServer:
    """Keeps in ``received`` what it was given to the end; ``moods`` are the addresses where it behaves badly.

    ``"refuses"``: it says no; ``"hangs up"``: as soon as it hears the address; ``"hangs up once"``: but not the next
    time; ``"closes"``: as soon as it hears the address, and says so (421); ``"takes and hangs up"``: after the end,
    without an answer; ``"takes nothing"``: it says no when it has heard all of it. After ``most`` e-mails over one
    connection it closes that.
    """

    def __init__(self):
        self.received, self.moods, self.heard, self.most = [], {}, [], None

    @property
    def recipients(self):
        return sorted(address for message in self.received for address in message.rcpt_tos)

    async def handle_MAIL(self, server, session, envelope, address, options):
        session.begun = getattr(session, "begun", 0) + 1
        if self.most and session.begun > self.most:
            return "421 Too many over this connection"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.heard.append(address)
        mood = self.moods.get(address)
        if mood == "refuses":
            return "550 No such user"
        if mood == "closes":
            return "421 Going down for a moment"
        if mood in ("hangs up", "hangs up once"):
            if mood == "hangs up once":
                del self.moods[address]
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.moods.get(envelope.rcpt_tos[0]) == "takes nothing":
            return "554 Not with these words"
        self.received.append(envelope)
        if self.moods.get(envelope.rcpt_tos[0]) == "takes and hangs up":
            server.transport.abort()
        return "250 OK"


class Controller(controller.Controller):
    """On a port that is free."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def serving(settings, server=None):
    """A server that the shop sends to within the block."""
    server = server or MailServer()
    running = Controller(server, hostname="127.0.0.1", port=0)
    running.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = running.hostname, running.port
    try:
        yield server
    finally:
        running.stop()
