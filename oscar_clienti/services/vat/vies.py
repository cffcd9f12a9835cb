"""Asking VIES, the Commission's register of VAT numbers: https://ec.europa.eu/taxation_customs/vies/

One fixed address, a deadline for all of it, a limit to the answer, JSON only, no redirects. Whatever goes wrong is an
answer too: not known yet, with a word for why. Nothing about the person is logged.
"""

import json
import socket
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Timer
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string

from ... import conf
from ...models import VatState
from .numbers import VatNumber, check

LARGEST = 64 * 1024
# What VIES says when it can't say; whatever else it says is a refusal. A member's register may be away or busy alone.
_TROUBLES = {
    "GLOBAL_MAX": "busy",
    "SERVER_BUSY": "busy",
    "SERVICE_UNAVAILABLE": "away",
    "TIMEOUT": "away",
    "MS_": "member_away",
}


@dataclass(frozen=True)
class Answer:
    """``trouble`` says in a word why nothing is known; ``request_id`` proves to a tax office that somebody asked."""

    state: VatState = VatState.UNKNOWN
    request_id: str = ""
    name: str = ""
    address: str = ""
    trouble: str = ""


class Register(Protocol):
    """What ``OSCAR_CLIENTI_VIES`` names: it is only asked for numbers that are in VIES."""

    def __call__(self, number: VatNumber) -> Answer: ...


class _Trouble(Exception):
    """With a word that says what went wrong."""


def register() -> Register:
    """The register that the shop asks."""
    return import_string(conf.get("VIES"))


def ask(number: VatNumber) -> Answer:
    """Ask VIES about ``number``; never raises for what the network or the other side does."""
    deadline = time.monotonic() + conf.get("VIES_SECONDS")
    try:
        return _read(_exchange(conf.get("VIES_URL"), _question(number), deadline), number)
    except _Trouble as trouble:
        # After the deadline it is we who broke it off.
        return Answer(trouble="timeout" if time.monotonic() >= deadline else str(trouble))


def _question(number: VatNumber) -> bytes:
    """VIES numbers its answer only for who says who they are."""
    asked = {"countryCode": number.prefix, "vatNumber": number.rest}
    if own := conf.get("SHOP_VAT_NUMBER"):
        try:
            requester = check(own)
        except ValidationError:
            raise _Trouble("requester") from None
        asked |= {"requesterMemberStateCode": requester.prefix, "requesterNumber": requester.rest}
    return json.dumps(asked).encode()


def _exchange(url: str, body: bytes, deadline: float) -> bytes:
    """Return the JSON of the answer. A clock of its own hangs up: a time-out starts anew with every byte that drips."""
    address = urlsplit(url)
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    connection, clock = kind(address.netloc, timeout=deadline - time.monotonic()), None
    try:
        connection.connect()
        clock = Timer(max(deadline - time.monotonic(), 0), _hang_up, [connection.sock])
        clock.daemon = True
        clock.start()
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        connection.request("POST", address.path, body, headers)
        return _body(connection)
    except TimeoutError:
        raise _Trouble("timeout") from None
    except HTTPException:
        raise _Trouble("not_json") from None
    except (OSError, ValueError):
        raise _Trouble("away") from None
    finally:
        if clock:
            clock.cancel()
        connection.close()


def _hang_up(connected: Any) -> None:
    try:
        # Not TLS's own farewell, which would wait for the other side.
        socket.socket.shutdown(connected, socket.SHUT_RDWR)
    except OSError:
        pass


def _body(connection: HTTPConnection) -> bytes:
    response = connection.getresponse()
    if 300 <= response.status < 400:
        raise _Trouble("redirect")
    if response.headers.get_content_type() != "application/json":
        raise _Trouble("not_json" if response.status == 200 else "away")
    body = response.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise _Trouble("too_large")
    return body


def _read(body: bytes, number: VatNumber) -> Answer:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise _Trouble("not_json") from None
    if not isinstance(said, dict):
        raise _Trouble("not_json")
    if error := _error(said):
        raise _Trouble(next((word for code, word in _TROUBLES.items() if error.startswith(code)), "refused"))
    # Of another number, or neither yes nor no: no answer.
    if not isinstance(said.get("valid"), bool) or said.get("vatNumber", number.rest) != number.rest:
        raise _Trouble("refused")
    return Answer(
        VatState.VALID if said["valid"] else VatState.INVALID,
        request_id=_text(said, "requestIdentifier"),
        name=_text(said, "name"),
        address=_text(said, "address"),
    )


def _error(said: dict[str, Any]) -> str:
    """The code of what went wrong: in an envelope of its own, or beside a "not valid" that means nothing then."""
    wrappers = said.get("errorWrappers")
    if isinstance(wrappers, list) and wrappers:
        return str(wrappers[0].get("error", "")) if isinstance(wrappers[0], dict) else "ERROR"
    if said.get("actionSucceed") is False:
        return "ERROR"
    error = str(said.get("userError") or "")
    return "" if error in ("VALID", "INVALID") else error


def _text(said: dict[str, Any], name: str) -> str:
    """A text that can be kept; three dashes are what VIES writes for what a member doesn't disclose."""
    text = said.get(name)
    return "" if not isinstance(text, str) or text.strip() == "---" else text.replace("\x00", "").strip()
