"""Ready-made texts: kept by those who may, put into a message by everybody who writes."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from ...models import Conversation, ReadyText
from .. import activity, editing, letters, rights
from .writing import names_of

RIGHT = "manage_ready_texts"


def fitting(language: str) -> QuerySet[ReadyText]:
    """Those in this language, and those for all."""
    return ReadyText.objects.filter(Q(language="") | Q(language=language))


def filled(text: ReadyText, *, customer: Any, conversation: Conversation | None = None, **more: str) -> tuple[str, str]:
    """Return subject and text with the values of this customer in place of the placeholders."""
    known = {**(names_of(conversation) if conversation else {}), **more}
    return letters.fill(text.subject, customer=customer, **known), letters.fill(text.body, customer=customer, **known)


@transaction.atomic
def save(text: ReadyText, *, title: str, language: str, subject: str, body: str, by: Any) -> ReadyText:
    """Add or change one.

    Needs ``manage_ready_texts``. Raises ``PermissionDenied``, ``ValidationError`` (a subject of several lines).
    """
    rights.require(by, RIGHT)
    text.title, text.language, text.body = editing.text(title), language, editing.text(body)
    try:
        text.subject = letters.one_line(editing.text(subject))
    except ValidationError as error:
        raise ValidationError({"subject": error.messages}) from error
    text.full_clean()
    text.save()
    activity.record(None, "ready_text.saved", by=by, facts={"title": text.title})
    return text


@transaction.atomic
def delete(text: ReadyText, *, by: Any) -> None:
    """Forget it; messages that were written with it stay.

    Needs ``manage_ready_texts``. Raises ``PermissionDenied``, ``ValidationError`` when it is gone already.
    """
    rights.require(by, RIGHT)
    if not ReadyText.objects.filter(pk=text.pk).exists():
        raise ValidationError(_("This text was deleted meanwhile."), code="gone")
    activity.record(None, "ready_text.deleted", by=by, facts={"title": text.title})
    text.delete()
