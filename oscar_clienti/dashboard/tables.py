"""The table of customers: which columns, in which order, how a row looks.

Not django-tables2: a page of twenty rows and fourteen columns costs it more time than the database needs for a
million customers, and the same markup has to become two-line cards on a phone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from ..models import Customer, Note
from ..services import conversations
from .columns import Column, columns, opposite
from .rights import may
from .row_actions import RowMenu

_NOTHING = ("", None)


@dataclass
class Heading:
    """A column's head: ``sort`` is the value of ``?sort=`` that a click leads to, ``state`` the aria-sort word."""

    label: Any
    key: str
    css: str = ""
    sort: str = ""
    state: str = ""


@dataclass
class Row:
    """A customer with the first cell, the cells of the shown columns and the entries of the row's menu."""

    customer: Customer
    who: SafeString
    cells: SafeString
    links: SafeString


class CustomerTable:
    """A store overrides it in the ``tables.py`` of its fork: ``default_sort``, ``default_columns``, ``own_sorts``."""

    default_sort = "-joined"
    # Keys of the columns for staff who never chose; empty: the columns that call themselves ``default``.
    default_columns: Sequence[str] = ()
    # The first cell holds picture, name and e-mail; it sorts by either.
    own_sorts: dict[str, tuple[str, ...]] = {"name": ("sort_name",), "email": ("email",)}

    def __init__(self, chosen: Sequence[str], sort: str, menu: RowMenu) -> None:
        self.shown: list[Column] = self._shown(chosen)
        self.sort = sort if sort.removeprefix("-") in self.sorts else self.default_sort
        self.menu = menu
        self.rows: Sequence[Customer] = ()
        # By the customer's key; none for staff who may not read notes.
        self.alerts: Mapping[int, Note] = {}

    def _shown(self, chosen: Sequence[str]) -> list[Column]:
        wanted = chosen or self.default_columns
        picked = [column for column in columns.within(wanted) if column.key in wanted]
        return picked or [column for column in columns.registered() if column.default]

    @cached_property
    def sorts(self) -> dict[str, tuple[str, ...]]:
        """Every sort key with the fields of its ascending order."""
        return {**self.own_sorts, **{column.key: column.sort for column in columns.registered() if column.sort}}

    @property
    def order(self) -> list[str]:
        """The fields to order by, the id last so that no two rows are equal."""
        key = self.sort.removeprefix("-")
        ascending = list(self.sorts[key])
        # The index ends with the id in the direction of the field before it.
        ascending.append("-pk" if ascending[-1].startswith("-") else "pk")
        return opposite(ascending) if self.sort.startswith("-") else ascending

    @property
    def headings(self) -> Iterator[Heading]:
        yield self._heading("name", _("Name"), "cl-cell-who", "ascending")
        yield self._heading("email", _("E-mail"), "cl-cell-email", "ascending")
        for column in self.shown:
            yield self._heading(column.key, column.label, column.css, column.first)

    def _heading(self, key: str, label: Any, css: str, first: str) -> Heading:
        if key not in self.sorts:
            return Heading(label, key, css)
        if self.sort.removeprefix("-") == key:
            down = self.sort.startswith("-")
            return Heading(label, key, css, key if down else f"-{key}", "descending" if down else "ascending")
        return Heading(label, key, css, f"-{key}" if first == "descending" else key)

    def body(self) -> Iterator[Row]:
        """Each row, drawn here because a template would take longer over it than the database over the page."""
        profile = self.menu.address("dashboard:user-detail")
        openings = [_openings(column) for column in self.shown]
        self.unread = self._unread()
        for customer in self.rows:
            cells = [column.cell(customer) for column in self.shown]
            drawn = "".join(
                f"{full if cell not in _NOTHING else empty}{conditional_escape(cell)}</td>"
                for cell, (full, empty) in zip(cells, openings, strict=True)
            )
            who = self.who(customer, self.menu.filled(profile, customer))
            if number := self.unread.get(customer.pk):
                who = format_html("{} {}", who, _envelope(number, self.menu.filled(profile, customer)))
            if customer.pk in self.alerts:
                who += _alert(self.alerts[customer.pk])
            yield Row(customer, who, mark_safe(drawn), self.menu.links(customer))

    def _unread(self) -> dict[Any, int]:
        """How many messages of each customer nobody has read, for those who may read them."""
        if not may(self.menu.user, "view_conversation"):
            return {}
        return conversations.unread_of([customer.pk for customer in self.rows])

    def who(self, customer: Customer, address: str) -> SafeString:
        """The first cell: picture or initials, name and e-mail, all one link to the profile at ``address``."""
        name = str(customer)
        below = format_html('<span class="cl-soft">{}</span>', customer.email) if name != customer.email else ""
        return format_html(
            '<a class="cl-who" href="{}">{}<span class="cl-who-text"><strong id="who-{}">{}</strong>{}</span></a>',
            address,
            _avatar(customer),
            customer.pk,
            name,
            below,
        )


def _envelope(number: int, profile: str) -> SafeString:
    """So many messages wait: a link to them, beside the name."""
    words = ngettext("%(number)s unread message", "%(number)s unread messages", number) % {"number": number}
    return format_html(
        '<a class="cl-unread" href="{}?tab=emails" title="{}"><i class="fas fa-envelope" aria-hidden="true"></i> '
        '<span aria-hidden="true">{}</span><span class="sr-only">{}</span></a>',
        profile,
        words,
        number,
        words,
    )


def _alert(note: Note) -> SafeString:
    return format_html(
        '<p class="cl-alert cl-alert-{}" title="{}"><i class="fas fa-exclamation-triangle" aria-hidden="true"></i> '
        '<span class="sr-only">{}: </span><span class="cl-alert-line">{}</span></p>',
        note.colour,
        note.line,
        pgettext("note", "Alert"),
        note.line,
    )


def _avatar(customer: Customer) -> SafeString:
    if customer.picture:
        return format_html('<img class="cl-avatar" src="{}" alt="" loading="lazy">', customer.picture.url)
    return format_html(
        '<span class="cl-avatar cl-hue-{}" aria-hidden="true">{}</span>', customer.hue, customer.initials
    )


def _openings(column: Column) -> tuple[str, str]:
    """How the cells of a column begin: those that say something carry its name, which a phone shows beside them."""
    css = f"cl-cell-{column.key} {column.css}".strip()
    return format_html('<td class="{}" data-label="{}">', css, column.label), format_html('<td class="{}">', css)
