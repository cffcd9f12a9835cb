"""Writing a note, and editing one."""

from typing import Any

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ... import conf
from ...models import AlertColour, Note
from ...shop.message_forms import FilesField, FilesForm


class TextField(forms.CharField):
    """Line ends count as one character, as they do in the browser; how long it may be is the service's to say."""

    widget = forms.Textarea(attrs={"rows": 3, "maxlength": Note._meta.get_field("text").max_length})


def day(label: Any, help_text: Any = "", *, required: bool = False) -> forms.DateField:
    calendar = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, help_text=help_text, required=required, widget=calendar)


class NoteForm(FilesForm):
    """``note`` is the one that is edited, with its files to tick off."""

    text = TextField(label=gettext_lazy("Note"))
    alert = forms.ChoiceField(
        label=gettext_lazy("Show as an alert"),
        required=False,
        widget=forms.Select(attrs={"class": "no-widget-init"}),
        help_text=gettext_lazy(
            "Its first line stands in the list, on the orders and on top of the profile. A customer has one alert."
        ),
    )
    follow_up_on = day(gettext_lazy("Follow up on"), gettext_lazy("On that day it stands among today's calls."))
    uploads = FilesField(label=gettext_lazy("Files"), required=False)
    pinned = forms.BooleanField(label=gettext_lazy("Pin to the top"), required=False)
    without = forms.MultipleChoiceField(
        label=gettext_lazy("Remove these files"), required=False, widget=forms.CheckboxSelectMultiple
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, note: Note | None = None, **kwargs: Any) -> None:
        if note is not None:
            kwargs["initial"] = {**self._shown(note), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        none = pgettext_lazy("alert", "No alert")
        self.fields["alert"].choices = [("", none), *AlertColour.choices]  # type: ignore[attr-defined]
        most = conf.get("FILE_MAX_BYTES")
        words = gettext_lazy("PDF, pictures, text, Word or Excel, at most {size} each. Drop them here, or choose them.")
        self.fields["uploads"].help_text = format_lazy(words, size=filesizeformat(most))
        too_large = _("A file is too large: at most %(most)s.") % {"most": filesizeformat(most)}
        self.fields["uploads"].widget.attrs |= {"data-cl-most": most, "data-cl-too-large": too_large}
        self._offer_files(note)

    def _offer_files(self, note: Note | None) -> None:
        rows = [(str(file.public_id), file.name) for file in note.files.all()] if note else []
        if rows:
            self.fields["without"].choices = rows  # type: ignore[attr-defined]
        else:
            del self.fields["without"]
        # A new note is known by its key, an old one by its version.
        del self.fields["version" if note is None else "form_key"]

    @staticmethod
    def _shown(note: Note) -> dict[str, Any]:
        own = {name: getattr(note, name) for name in ("text", "pinned", "follow_up_on", "version")}
        return {**own, "alert": note.colour if note.is_alert else ""}

    def particulars(self) -> dict[str, Any]:
        """What ``notes.write`` and ``notes.edit`` take."""
        data = self.cleaned_data
        more: dict[str, Any] = {name: data[name] for name in ("without", "version", "form_key") if name in self.fields}
        return {
            **more,
            "text": data["text"],
            "pinned": data["pinned"],
            "alert": bool(data["alert"]),
            "colour": data["alert"] or self.initial.get("alert") or AlertColour.AMBER,
            "follow_up_on": data["follow_up_on"],
            "uploads": data["uploads"],
        }


class PostponeForm(forms.Form):
    """Another day, today or later."""

    to = day(gettext_lazy("Follow up on"), required=True)
