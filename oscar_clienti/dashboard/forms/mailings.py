"""The text of a mailing: what kind it is, and the words in each of the shop's languages."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...models import Mailing, MailingKind
from ...services import letters, mailings
from ...services.wording import spell

PLACEHOLDERS = {
    "first_name": gettext_lazy("First name"),
    "last_name": gettext_lazy("Last name"),
    "name": gettext_lazy("Whole name"),
    "company": gettext_lazy("Company"),
    "email": gettext_lazy("E-mail"),
    "shop_name": gettext_lazy("Name of the shop"),
    "shop_url": gettext_lazy("Address of the shop"),
}


class MailingForm(forms.Form):
    """``reach`` says beside each kind how many will get it; the service checks the words."""

    kind = forms.ChoiceField(label=gettext_lazy("What is it?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, mailing: Mailing, reach: mailings.Reach | None, **kwargs: Any) -> None:
        kwargs["initial"] = {"kind": mailing.kind, **_stored(mailing), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.languages = mailings.languages()
        self.fields["kind"].choices = _kinds(reach)  # type: ignore[attr-defined]  # It is a ChoiceField.
        for code, _name in self.languages:
            # What is missing or too long, the service says for all languages at once.
            self.fields[f"subject-{code}"] = forms.CharField(label=_("Subject"), required=False)
            text = forms.Textarea(attrs={"rows": 12, "lang": code})
            self.fields[f"body-{code}"] = forms.CharField(label=_("Text"), required=False, widget=text)

    @property
    def fieldsets(self) -> list[tuple[str | Promise, list[BoundField]]]:
        parts = [(name, [self[f"subject-{code}"], self[f"body-{code}"]]) for code, name in self.languages]
        if len(parts) == 1:
            parts = [(_("The text"), parts[0][1])]
        return [(_("Kind of message"), [self["kind"]]), *parts]

    @property
    def placeholders(self) -> list[tuple[str, str | Promise]]:
        """("{first_name}", "First name") and so on, as far as the letters know them."""
        return [(f"{{{name}}}", PLACEHOLDERS.get(name, name)) for name in letters.placeholders(None)]

    def texts(self) -> dict[str, dict[str, str]]:
        """As the service takes them."""
        said = self.cleaned_data
        return {code: {name: said[f"{name}-{code}"] for name in ("subject", "body")} for code, _name in self.languages}


def _stored(mailing: Mailing) -> dict[str, str]:
    return {f"{name}-{code}": words for code, text in mailing.texts.items() for name, words in text.items()}


def _kinds(reach: mailings.Reach | None) -> list[tuple[str, str]]:
    """Each kind with its consequence."""
    words = {
        MailingKind.MARKETING: _("News and offers: only to those who said yes to e-mail marketing."),
        MailingKind.SERVICE: _(
            "Service message, such as a recall or other opening hours: to everybody, no advertising."
        ),
    }
    if reach is None:
        return [(kind.value, text) for kind, text in words.items()]
    numbers = {MailingKind.MARKETING: reach.marketing, MailingKind.SERVICE: reach.service}
    gets = _("%(text)s Will get it: %(number)s of %(match)s.")
    return [
        (kind.value, gets % {"text": text, "number": spell(numbers[kind]), "match": spell(reach.match)})
        for kind, text in words.items()
    ]
