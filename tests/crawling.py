"""The forms of a page, as a browser would find and send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_TEXT = {"text", "search", "email", "tel", "url", "password", "textarea"}
_UNSENT = {"submit", "button", "image", "reset", "file"}


@dataclass
class Field:
    """One field of a form, and what it would send untouched."""

    name: str
    kind: str
    values: list[str]
    longest: int | None = None

    @property
    def is_text(self) -> bool:
        return self.kind in _TEXT


@dataclass
class Form:
    """Where it goes, how, and its fields."""

    action: str
    method: str
    fields: list[Field] = field(default_factory=list)

    def data(self, write=None, *, everywhere: bool = False) -> dict[str, list[str]]:
        """What is sent when ``write(field)`` fills each field of text – or each field whatsoever."""
        sent: dict[str, list[str]] = {}
        for one in self.fields:
            written = write is not None and (one.is_text or everywhere) and one.name != "csrfmiddlewaretoken"
            values = [write(one)] if written else one.values
            if values:
                sent.setdefault(one.name, []).extend(values)
        return sent


class _Forms(HTMLParser):
    def __init__(self, *, choosing: bool) -> None:
        super().__init__()
        self._choosing = choosing
        self.forms: list[Form] = []
        self._by_id: dict[str, Form] = {}
        self._form = self._select = self._area = None

    def handle_starttag(self, tag, attributes):
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
            self._by_id[given.get("id", "")] = self._form
        form = self._by_id.get(given["form"]) if "form" in given else self._form
        if tag == "option" and self._select:
            self._option(given)
        if tag not in ("input", "select", "textarea", "button") or form is None or not given.get("name"):
            return
        kind = given.get("type", "text").lower() if tag == "input" else tag
        longest = int(given["maxlength"]) if given.get("maxlength", "").isdigit() else None
        made = Field(given["name"], kind, [], longest)
        if kind in _UNSENT:
            return
        if kind not in ("checkbox", "radio") or "checked" in given:
            made.values = [given.get("value", "on" if kind in ("checkbox", "radio") else "")]
        if tag in ("select", "textarea"):
            made.values = []
        form.fields.append(made)
        self._select = made if tag == "select" else self._select
        self._area = made if tag == "textarea" else self._area

    def _option(self, given):
        # The first stands until one is chosen; whoever is choosing takes the first that is one instead of none.
        empty = not "".join(self._select.values) if self._choosing else not self._select.values
        if "selected" in given and (given.get("value") or not self._choosing) or empty:
            self._select.values = [given.get("value", "")]

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._area:
            self._area.values = ["".join(self._area.values).removeprefix("\n")]
            self._area = None

    def handle_data(self, words):
        if self._area:
            self._area.values.append(words)


def forms_in(html: str) -> list[Form]:
    """All forms of a page, in their order; where nothing is chosen, the first choice is."""
    return _read(html, choosing=True)


def form_with(name: str, html: str) -> Form:
    """The form that has a field of this name, just as it was shown."""
    forms = _read(html, choosing=False)
    return next(form for form in forms if any(field.name == name for field in form.fields))


def _read(html: str, *, choosing: bool) -> list[Form]:
    reader = _Forms(choosing=choosing)
    reader.feed(html)
    return reader.forms
