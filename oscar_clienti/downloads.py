"""Handing out a private file: to keep, never as a page, so that nothing in it can run under the shop's name."""

from collections.abc import Iterator
from typing import Any

from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from . import conf


def as_attachment(file: Any, *, name: str, content_type: str) -> HttpResponseBase:
    """Answer with ``file`` (of a ``FileField``) under ``name``; the web server sends it if ``FILES_SENDFILE`` says so.

    Raises ``Http404`` where the file is gone.
    """
    answer = _by_the_web_server(file) if conf.get("FILES_SENDFILE") else _by_ourselves(file)
    return _to_keep(answer, name, content_type)


def generated(content: bytes | Iterator[bytes], *, name: str, content_type: str) -> HttpResponseBase:
    """Answer with what is made at this moment, all at once or piece by piece."""
    answer = HttpResponse(content) if isinstance(content, bytes) else StreamingHttpResponse(content)
    return _to_keep(answer, name, content_type)


def _to_keep(answer: HttpResponseBase, name: str, content_type: str) -> HttpResponseBase:
    answer["Content-Type"] = content_type
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "no-store, private"
    return answer


def _by_ourselves(file: Any) -> HttpResponseBase:
    try:
        return FileResponse(file.open("rb"))
    except FileNotFoundError as error:
        raise Http404 from error


def _by_the_web_server(file: Any) -> HttpResponseBase:
    header, prefix = conf.get("FILES_SENDFILE")
    return HttpResponse(headers={header: f"{prefix}{file.name}"})
