"""A mailing before it is sent: for whom, what kind, which words in which language."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ...models import Mailing, MailingKind
from .. import editing, extra_fields, letters, rights
from ..bulk import Crowd
from .audience import RIGHT

# As many letters of a subject are kept; of the text below it more than anybody reads.
SUBJECT, BODY = 200, 20_000
WORDLESS = timedelta(days=1)
Texts = Mapping[str, Mapping[str, str]]


def languages() -> list[tuple[str, str]]:
    """Code and name of the languages that a text is written in, the shop's first one at the head."""
    return [extra_fields.main_language(), *extra_fields.other_languages()]


def begin(*, by: Any, chosen: Sequence[int] | None = None, query: str = "") -> Mailing:
    """Make a draft for these customers, or for all who match ``query``; drafts of ``by`` that are without a word for
    longer than a day are put away. Younger ones may be being written, in another window.

    Needs ``message_many_customers``. Raises ``PermissionDenied``, ``ValidationError`` for a filter that is not
    understood.
    """
    rights.require(by, RIGHT)
    if chosen is None:
        Crowd(query, 0).words()
    with transaction.atomic():
        if by is not None:
            forgotten = timezone.now() - WORDLESS
            Mailing.objects.filter(by=by, started_at=None, texts={}, created_at__lt=forgotten).delete()
        return Mailing.objects.create(
            chosen=None if chosen is None else list(chosen), query=query, by=by, by_name=rights.name_of(by)
        )


@transaction.atomic
def write(mailing: Mailing, *, kind: str, texts: Texts, by: Any) -> Mailing:
    """Give a draft its kind and its words, ``{language: {"subject": …, "body": …}}``; returns it afresh.

    A language in which nothing is said is left out; who speaks it reads the shop's first one. Needs
    ``message_many_customers``. Raises ``PermissionDenied``, ``ValidationError`` at "subject-it" and the like: half a
    text, a subject of several lines, a placeholder that doesn't exist; and when it was sent or deleted meanwhile.
    """
    mailing = held(mailing, by)
    if kind not in MailingKind.values:
        raise ValidationError({"kind": _("There is no such kind.")})
    mailing.kind, mailing.texts = kind, _understood(texts)
    mailing.title = next(iter(mailing.texts.values()))["subject"]
    mailing.save()
    return mailing


@transaction.atomic
def discard(mailing: Mailing, *, by: Any) -> None:
    """Throw a draft away. Needs ``message_many_customers``. Raises ``PermissionDenied``, ``ValidationError``."""
    held(mailing, by).delete()


def held(mailing: Mailing, by: Any) -> Mailing:
    """The draft as it is now, until the end of the transaction."""
    rights.require(by, RIGHT)
    draft = Mailing.objects.select_for_update().filter(pk=mailing.pk).first()
    if draft is None:
        raise ValidationError(_("It was deleted meanwhile. Please look at the list again."), code="deleted")
    if not draft.is_draft:
        raise ValidationError(_("It is being sent already: nothing of it can be changed any more."), code="started")
    return draft


def _understood(texts: Texts) -> dict[str, dict[str, str]]:
    known = languages()
    errors: dict[str, str] = {}
    said: dict[str, dict[str, str]] = {}
    for code, _name in known:
        text = {name: editing.text(texts.get(code, {}).get(name)) for name in ("subject", "body")}
        if any(text.values()):
            said[code] = text
            errors |= {f"{name}-{code}": word for name, word in _wrong(text).items()}
    if not said:
        errors = {f"{name}-{known[0][0]}": _("Write it in at least one language.") for name in ("subject", "body")}
    if errors:
        raise ValidationError(errors)
    return said


def _wrong(text: Mapping[str, str]) -> dict[str, str]:
    errors = {name: _("In this language a part is missing.") for name, words in text.items() if not words}
    for name, limit in (("subject", SUBJECT), ("body", BODY)):
        if len(text[name]) > limit:
            errors[name] = _("At most %(limit)s letters.") % {"limit": limit}
        if unknown := sorted(letters.named_in(text[name]) - set(letters.placeholders(None))):
            errors[name] = _("There is no such placeholder: %(name)s") % {"name": f"{{{unknown[0]}}}"}
    try:
        letters.one_line(text["subject"])
    except ValidationError as error:
        errors["subject"] = str(error.message)
    return errors
