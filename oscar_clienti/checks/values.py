"""Settings that have no effect, that contradict each other, or that open something."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core import checks

from .. import conf, loading, private_files

Messages = Iterator[checks.CheckMessage]


def setting_names() -> Messages:
    """A misspelt setting does nothing, silently."""
    for name in conf.unknown():
        yield checks.Warning(
            f"There is no setting {name}: it has no effect.",
            hint="The settings are: " + ", ".join(f"OSCAR_CLIENTI_{known}" for known in conf.DEFAULTS) + ".",
            id="oscar_clienti.W006",
        )


def setting_values() -> Messages:
    """Cancelled orders would be counted as money if their status were misspelt."""
    cancelled = conf.get("CANCELLED_STATUSES")
    if isinstance(cancelled, str):
        yield checks.Error(
            "OSCAR_CLIENTI_CANCELLED_STATUSES is a text; it has to be a list of statuses.",
            hint=f"Write [{cancelled!r}].",
            id="oscar_clienti.E007",
        )
        return
    pipeline = getattr(settings, "OSCAR_ORDER_STATUS_PIPELINE", {})
    unknown = [status for status in cancelled if status not in pipeline]
    if pipeline and unknown:
        yield checks.Warning(
            f"No order can be {', '.join(map(repr, unknown))}: OSCAR_ORDER_STATUS_PIPELINE has no such status. "
            "Cancelled orders may be counted in what customers spent.",
            hint="Set OSCAR_CLIENTI_CANCELLED_STATUSES to the statuses in which your shop cancels orders.",
            id="oscar_clienti.W008",
        )


def sign_in_ways() -> Messages:
    """A misspelt way to sign in would show the wrong page."""
    chosen = conf.get("SIGN_IN")
    if chosen not in ("link", "password", "both"):
        yield checks.Error(
            f"OSCAR_CLIENTI_SIGN_IN is {chosen!r}; there is no such way to sign in.",
            hint="Write “link”, “password” or “both”.",
            id="oscar_clienti.E019",
        )


def guest_checkout() -> Messages:
    """A guest who orders again has an account by then."""
    guests = getattr(settings, "OSCAR_ALLOW_ANON_CHECKOUT", False) and conf.get("GUEST_ORDERS_FIND_OWNER")
    if guests and not getattr(settings, "OSCAR_ALLOW_GUEST_CHECKOUT_WITH_ACCOUNT", False):
        yield checks.Warning(
            "Guests can order only once: their first order makes an account, and after it the checkout tells them to "
            "sign in. It also tells anybody who has an account.",
            hint="Set OSCAR_ALLOW_GUEST_CHECKOUT_WITH_ACCOUNT = True, as oscar_clienti.defaults does, or "
            "OSCAR_CLIENTI_GUEST_ORDERS_FIND_OWNER = False.",
            id="oscar_clienti.W018",
        )


def offers_and_taxes() -> Messages:
    """Oscar works a discount out from the gross then, and takes it off the net (``oscar/apps/partner/prices.py``)."""
    from oscar.apps.partner.strategy import FixedRateTax

    try:
        strategy = loading.get_class("partner.strategy", "Selector")().strategy()
    except Exception:
        return  # A selector of the store's own that wants to see a visitor.
    if isinstance(strategy, FixedRateTax) and not settings.OSCAR_OFFERS_INCL_TAX:
        yield checks.Warning(
            "Offers take more off than they say: 10 % off prices with taxes become 12 %, where the tax is 20 %.",
            hint="Set OSCAR_OFFERS_INCL_TAX = True.",
            id="oscar_clienti.W017",
        )


def private_root() -> Messages:
    """Uploads and exports hold whole customer lists: no web server may hand them out, no reboot sweep them away."""
    if private_files.ALIAS in getattr(settings, "STORAGES", {}):
        return
    if not conf.get("PRIVATE_ROOT"):
        yield checks.Warning(
            "Uploads and exports of customers lie in the machine's folder for temporary files.",
            hint="Set OSCAR_CLIENTI_PRIVATE_ROOT to a folder of the shop's own that no web server reaches; several "
            "machines need one that they share, or a storage named “oscar_clienti” in STORAGES.",
            id="oscar_clienti.W015",
        )
    for name in ("MEDIA_ROOT", "STATIC_ROOT"):
        public = getattr(settings, name, None)
        if public and Path(public).resolve() in [root := private_files.root().resolve(), *root.parents]:
            yield checks.Error(
                f"OSCAR_CLIENTI_PRIVATE_ROOT lies inside {name}: everybody could fetch the shop's customers.",
                hint="Choose a folder that no web server reaches.",
                id="oscar_clienti.E016",
            )


def mailed_links() -> Messages:
    """Mailboxes show their button for unsubscribing only for a link over HTTPS (RFC 8058)."""
    if getattr(settings, "OSCAR_URL_SCHEMA", "http") != "https":
        yield checks.Warning(
            "Links in e-mails begin with http: mailboxes don't offer to unsubscribe from messages to many customers.",
            hint='Set OSCAR_URL_SCHEMA = "https".',
            id="oscar_clienti.W048",
        )
