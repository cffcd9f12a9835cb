"""A browser that is in a visit, and what its pages look like: a banner on top, and nothing kept anywhere."""

import re
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.template.loader import render_to_string

from ..models import Note, Visit
from ..services import notes

# In the staff's session: the number of the visit.
KEY = "oscar_clienti_visit"
_BODY = re.compile(rb"<body\b[^>]*>", re.IGNORECASE)


def begin(request: HttpRequest, visit: Visit) -> None:
    """From the next request on this browser shows the shop as the customer. Forms opened before are void."""
    request.session[KEY] = visit.pk
    rotate_token(request)


def leave(request: HttpRequest) -> None:
    """This browser is the staff's again. Forms opened as the customer are void: nobody sends them as staff."""
    request.session.pop(KEY, None)
    rotate_token(request)


def dress(response: Any, request: HttpRequest, visit: Visit) -> None:
    """Let no cache keep ``response``, and put the banner on it if it is a whole page.

    Parts of pages (htmx), JSON, files and streams are left as they are; so is what is compressed already.
    """
    response["Cache-Control"] = "no-store, private"
    for name in ("ETag", "Last-Modified"):
        response.headers.pop(name, None)
    if not _is_page(response) or not (body := _BODY.search(response.content)):
        return
    banner = render_to_string("oscar_clienti/visits/banner.html", {"visit": visit, "alert": _alert(visit)}, request)
    content = response.content
    response.content = content[: body.end()] + banner.encode(response.charset) + content[body.end() :]
    if response.has_header("Content-Length"):
        response["Content-Length"] = str(len(response.content))


def _alert(visit: Visit) -> Note | None:
    """What is not to be overlooked about the customer, for a visitor who may read notes."""
    reads = visit.by is not None and visit.by.has_perm("oscar_clienti.view_note")
    return notes.alert_of(visit.customer) if reads else None


def _is_page(response: Any) -> bool:
    html = response.get("Content-Type", "").startswith(("text/html", "application/xhtml"))
    return html and not response.streaming and not response.has_header("Content-Encoding")
