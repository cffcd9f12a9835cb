"""All conversations: open ones first, the others one click away."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.generic import ListView

from ....filters.search import words_of
from ....models import Conversation, ConversationState
from ....services import conversations
from ...rights import may

SHOWN = 25
# What the list can be narrowed to, in the order of the tabs; the first is what stands there at the beginning.
WHICH = {
    "open": pgettext_lazy("conversations", "Open"),
    "unread": pgettext_lazy("conversations", "Unread"),
    "unsent": pgettext_lazy("conversations", "Not sent"),
    "mine": pgettext_lazy("conversations", "Mine"),
    "unknown": _("From people unknown"),
    "closed": pgettext_lazy("conversations", "Closed"),
    "all": pgettext_lazy("conversations", "All"),
}


class ConversationListView(ListView):
    """``?show=unread`` narrows it, ``?q=`` looks for words in subject, name and address."""

    template_name = "oscar_clienti/dashboard/conversations/list.html"
    context_object_name = "rows"
    paginate_by = SHOWN
    http_method_names = ["get", "head", "options"]

    @property
    def show(self) -> str:
        asked = self.request.GET.get("show", "")
        return asked if asked in WHICH else "open"

    @property
    def words(self) -> str:
        return " ".join(self.request.GET.get("q", "").replace("\x00", "").split())[:200]

    def get_queryset(self) -> QuerySet[Conversation]:
        rows = conversations.marked(conversations.for_staff().select_related("customer", "assigned_to"))
        for word in self.words.split():
            rows = rows.filter(_says(word))
        return self._narrowed(rows)

    def _narrowed(self, rows: QuerySet[Conversation]) -> QuerySet[Conversation]:
        is_open = rows.filter(state=ConversationState.OPEN)
        return {
            "open": is_open,
            "unread": rows.filter(unread_by_staff__gt=0),
            "unsent": conversations.with_unsent(rows),
            "mine": is_open.filter(assigned_to=self.request.user.pk),
            "unknown": is_open.filter(customer=None),
            "closed": rows.filter(state=ConversationState.CLOSED),
            "all": rows,
        }[self.show]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        q = {"q": self.words} if self.words else {}
        numbers = {"unread": conversations.unread_by_staff(), "unsent": conversations.unsent_by_us()}
        tabs = [(key, label, "?" + urlencode({"show": key, **q}), numbers.get(key)) for key, label in WHICH.items()]
        more = {
            "tabs": tabs,
            "show": self.show,
            "words": self.words,
            "base": "?" + urlencode({"show": self.show, **q}) + "&",
            "unread": numbers["unread"],
            "may_manage_texts": may(self.request.user, conversations.ready_texts.RIGHT),
        }
        return {**super().get_context_data(**kwargs), **more}


def _says(word: str) -> Q:
    found = Q(subject__icontains=word) | Q(name__icontains=word) | Q(email__icontains=word)
    folded = words_of(word)
    return found | Q(order_number=word) | Q(customer__search_text__contains=folded[0]) if folded else found
