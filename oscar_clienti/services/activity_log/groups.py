"""Under which word and picture the merchant finds a kind of act: decided by the first part of its name."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ...registries import Registry
from .. import activity


@dataclass(frozen=True)
class KindGroup:
    """Kinds whose names begin with one of ``prefixes``; the first group that fits has them.

    ``icon`` is a class of Font Awesome, ``tab`` the key of the panel of the profile that shows such things. Whoever
    lacks ``right`` (a codename of ours, or "app.codename") sees nothing of the group; without one, everybody does.
    ``with_jobs`` says that in one customer's timeline the group has everything that a job did, too.
    """

    key: str
    label: str | Promise
    icon: str
    prefixes: tuple[str, ...] = ()
    tab: str = ""
    right: str = ""
    with_jobs: bool = False


kind_groups: Registry[KindGroup] = Registry("group of activity kinds")
OTHER = KindGroup("other", pgettext_lazy("group of acts", "Other"), "fas fa-circle")

for _group in (
    KindGroup("orders", _("Orders"), "fas fa-shopping-bag", ("order.", "order_on_behalf."), tab="orders"),
    KindGroup("sign-in", _("Sign-ins and passwords"), "fas fa-key", ("sign_in.", "password."), tab="sign-in"),
    KindGroup("notes", _("Notes and files"), "fas fa-sticky-note", ("note.", "file."), tab="notes", right="view_note"),
    # Before the next one: what went to many is no conversation.
    KindGroup("emails", _("E-mails"), "fas fa-envelope", ("email.", "mailing.", "message.mailed"), tab="emails"),
    KindGroup(
        "messages",
        _("Messages"),
        "fas fa-comments",
        ("message.", "conversation.", "contact.", "ready_text."),
        tab="emails",
        right="view_conversation",
    ),
    KindGroup("details", _("Details and addresses"), "fas fa-user-edit", ("customer.", "address.", "extra.")),
    KindGroup("groups", _("Groups, tags and segments"), "fas fa-tags", ("group.", "tag.", "tags.", "segment.")),
    KindGroup("consents", _("Consents"), "fas fa-bullhorn", ("consent.",), tab="consents"),
    KindGroup("prices", _("Prices and offers"), "fas fa-percentage", ("price_list.", "offer."), tab="prices"),
    KindGroup("taxes", _("Taxes and VAT"), "fas fa-landmark", ("exemption.", "vat.")),
    KindGroup("log-in-as", _("Looking into accounts"), "fas fa-user-secret", ("log_in_as.",)),
    KindGroup(
        "data",
        _("Imports, exports and jobs"),
        "fas fa-exchange-alt",
        ("import.", "customers.", "data.", "activity.", "job."),
        with_jobs=True,
    ),
):
    kind_groups.register(_group)


def group_of(kind: str) -> KindGroup:
    """The group that has ``kind``; ``OTHER`` when none fits."""
    return next((group for group in kind_groups if kind.startswith(group.prefixes)), OTHER)


def group_named(key: str) -> KindGroup | None:
    """The group with this key, ``OTHER`` among them, or ``None``."""
    return OTHER if key == OTHER.key else kind_groups.get(key)


def kinds_in(group: KindGroup) -> list[str]:
    """The registered kinds of ``group``."""
    return [kind.key for kind in activity.kinds if group_of(kind.key) == group]


def hidden_from(user: Any) -> tuple[str, ...]:
    """The keys of the groups that ``user`` may see nothing of."""
    names = ((group, group.right if "." in group.right else f"oscar_clienti.{group.right}") for group in kind_groups)
    return tuple(group.key for group, name in names if group.right and not user.has_perm(name))
