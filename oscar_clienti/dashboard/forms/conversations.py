"""Forms of conversations: write, answer, remark, assign; and of ready-made texts."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ...models import ReadyText
from ...services import conversations, letters
from ...services.rights import name_of
from ...shop.message_forms import MessageForm, OnceForm

PLACEHOLDERS = "{first_name} {last_name} {name} {company} {email} {order_number} {shop_name} {shop_url}"
_HELP = _("These are filled in: %(names)s")


class ComposerForm(MessageForm):
    """Files that were chosen stay when a ready-made text is put in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uploads"].widget.attrs["hx-preserve"] = "true"


class AnswerForm(ComposerForm):
    """To whoever the conversation is with."""


class WriteForm(ComposerForm):
    """The first message to a customer."""

    subject = forms.CharField(label=_("Subject"), max_length=200)
    field_order = ["subject", "text", "uploads", "form_key"]

    def clean_subject(self) -> str:
        """An error at the field rather than a mail with somebody else's headers."""
        return letters.one_line(self.cleaned_data["subject"])


class RemarkForm(OnceForm):
    text = forms.CharField(
        label=_("Remark"), max_length=conversations.LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )


class AssignForm(forms.Form):
    """Who looks after it; nobody is a choice too."""

    to = forms.ChoiceField(label=_("Looked after by"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(user.pk): user for user in conversations.colleagues()}
        nobody = ("", _("Nobody"))
        self.fields["to"].choices = [nobody, *((pk, name_of(user)) for pk, user in self.people.items())]  # type: ignore[attr-defined]

    def person(self) -> Any | None:
        return self.people.get(self.cleaned_data["to"])


class ReadyTextForm(forms.ModelForm):
    """Where a text is kept for the next time."""

    language = forms.ChoiceField(label=_("Language"), required=False)

    class Meta:
        model = ReadyText
        fields = ["title", "language", "subject", "body"]
        widgets = {"body": forms.Textarea(attrs={"rows": 10})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = ("", _("For customers of any language"))
        self.fields["language"].choices = [every, *settings.LANGUAGES]  # type: ignore[attr-defined]
        self.fields["title"].help_text = _("Only you and your colleagues read it.")
        self.fields["body"].help_text = _HELP % {"names": PLACEHOLDERS}

    def clean_subject(self) -> str:
        try:
            return letters.one_line(self.cleaned_data["subject"])
        except ValidationError as error:
            raise ValidationError(error.messages) from error
