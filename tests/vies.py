"""A VIES of our own on a free port, with every mood that the real one has."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

VALID = {
    "countryCode": "DE",
    "vatNumber": "136695976",
    "requestDate": "2026-11-26T10:00:00.000Z",
    "valid": True,
    "requestIdentifier": "WAPIAAAAZ0000001",
    "name": "Brot und Buch GmbH",
    "address": "Hauptstr. 1\n01067 Dresden",
}
INVALID = {**VALID, "valid": False, "requestIdentifier": "WAPIAAAAZ0000002", "name": "---", "address": "---"}
SECONDS = 0.3


def error(code):
    return {"actionSucceed": False, "errorWrappers": [{"error": code}]}


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        server = self.server
        server.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        getattr(self, server.mood)()

    def say(self, what, status=200, kind="application/json", **headers):
        body = what if isinstance(what, bytes) else json.dumps(what).encode()
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    # It answers.
    def valid(self):
        self.say({**VALID, **self.server.more})

    def invalid(self):
        self.say({**INVALID, **self.server.more})

    # It doesn't.
    def silence(self):
        self.server.over.wait(10)

    def drip(self):
        """A byte now and then: every one of them in time, the whole never."""
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        try:
            while not self.server.over.wait(SECONDS / 10):
                self.wfile.write(b" ")
        except OSError:
            pass

    def drip_heads(self):
        try:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not self.server.over.wait(SECONDS / 10):
                self.wfile.write(b"x")
        except OSError:
            pass

    def broken(self):
        self.say(b"Internal Server Error", status=500, kind="text/plain")

    def html(self):
        self.say(b"<html><body>Under maintenance, valid: true</body></html>", kind="text/html")

    def truncated(self):
        self.say(json.dumps(VALID).encode()[:40])

    def cut_off(self):
        self.say(json.dumps(VALID).encode()[:40], **{"Content-Length": "400"})

    def huge(self):
        self.say(json.dumps({**VALID, "name": "x" * 1_000_000}).encode())

    def nested(self):
        self.say(b"[" * 60_000)

    def member_away(self):
        self.say(error("MS_UNAVAILABLE"))

    def member_away_politely(self):
        self.say({**INVALID, "userError": "MS_UNAVAILABLE"})

    def member_busy(self):
        self.say(error("MS_MAX_CONCURRENT_REQ"), status=500)

    def busy(self):
        self.say(error("GLOBAL_MAX_CONCURRENT_REQ"), status=400)

    def blocked(self):
        self.say(error("IP_BLOCKED"), status=403)

    def elsewhere(self):
        self.say(b"{}", status=302, Location=self.server.elsewhere)

    def of_another(self):
        self.say({**VALID, "vatNumber": "999999999"})

    def neither(self):
        self.say({**VALID, "valid": "true"})

    def list(self):
        self.say([VALID])

    def log_message(self, *args):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """Whoever hung up meanwhile is no error."""


@contextmanager
def serving(mood="valid", **more):
    """A server whose ``mood`` may be changed; ``asked`` are the questions, ``more`` goes into its answers."""
    server = Server(("127.0.0.1", 0), _Handler)
    server.mood, server.asked, server.more, server.over, server.elsewhere = mood, [], more, threading.Event(), ""
    server.url = f"http://127.0.0.1:{server.server_address[1]}/taxation_customs/vies/rest-api/check-vat-number"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()


# Every way of not answering, with the word for it. Nobody is behind the port of "refused".
TROUBLES = {
    "refused": "away",
    "silence": "timeout",
    "drip": "timeout",
    "drip_heads": "timeout",
    "broken": "away",
    "html": "not_json",
    "truncated": "not_json",
    "cut_off": "not_json",
    "huge": "too_large",
    "nested": "not_json",
    "member_away": "member_away",
    "member_away_politely": "member_away",
    "member_busy": "member_away",
    "busy": "busy",
    "blocked": "refused",
    "elsewhere": "redirect",
    "of_another": "refused",
    "neither": "refused",
    "list": "not_json",
}


@contextmanager
def in_trouble(settings, mood):
    """The shop asks a VIES that is in this mood; yields the server, and the one that it points to."""
    with serving("valid" if mood == "refused" else mood) as server, serving("valid") as other:
        server.elsewhere = other.url
        settings.OSCAR_CLIENTI_VIES_URL, settings.OSCAR_CLIENTI_VIES_SECONDS = server.url, SECONDS
        if mood == "refused":
            server.shutdown()
            server.server_close()
        yield server, other
