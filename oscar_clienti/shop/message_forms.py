"""What every form for a message has: a text, files, and a key by which a second click is known."""

import re
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ..models.files import TYPES
from ..services import conversations

# Cameras write ".jpeg" too; some phones go by the kind and not by the ending.
ACCEPT = ",".join([*(f".{kind}" for kind in TYPES), ".jpeg", "image/jpeg"])


class FilesInput(forms.FileInput):
    """Takes several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A list of uploads, perhaps an empty one. What they are is looked at by the service."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in given if one]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": ACCEPT}


class OnceForm(forms.Form):
    """A form that is drawn with a key of its own, by which the services know a second click."""

    form_key = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("form_key", uuid.uuid4().hex)

    def clean_form_key(self) -> str | None:
        """A key that we did not make is none."""
        key: str = self.cleaned_data["form_key"]
        return key if re.fullmatch(r"[0-9a-f]{32}", key) else None


class FilesForm(OnceForm):
    """With a field ``uploads``. Browsers forget what was chosen when a form comes back, so it is asked for again."""

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(field, error)
        if self["uploads"].data and not self.has_error("uploads", "again"):
            super().add_error("uploads", ValidationError(_("Choose your files again."), code="again"))


class MessageForm(FilesForm):
    """Subclass and add fields. ``parts`` are what the services take; ``refuse`` shows what they refuse."""

    text = forms.CharField(
        label=_("Message"), max_length=conversations.LONGEST, widget=forms.Textarea(attrs={"rows": 6})
    )
    uploads = FilesField(
        label=_("Files"),
        required=False,
        help_text=format_lazy(
            _("Up to {most} files: PDF, pictures, documents, tables or plain text."), most=conversations.MOST_FILES
        ),
    )

    def parts(self) -> dict[str, Any]:
        """Text, uploads and key."""
        cleaned = self.cleaned_data
        return {"text": cleaned["text"], "uploads": cleaned.get("uploads") or [], "form_key": cleaned["form_key"]}

    def is_within(self, limit: str, who: str) -> bool:
        """Count what is about to be sent from the network address ``who``; past the limit the form says so."""
        if conversations.limits.count(limit, who):
            return True
        words = _("So many messages came from here that this one was not sent. Wait a few minutes, then send it again.")
        self.add_error(None, words)
        return False

    def refuse(self, error: ValidationError) -> None:
        """Put what a service says at the fields it is about."""
        for name, errors in getattr(error, "error_dict", {None: error.messages}).items():
            self.add_error(name if name in self.fields else None, errors)
