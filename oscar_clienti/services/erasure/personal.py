"""The tables whose rows go when an account is deleted: Oscar's, and those of apps that may be installed beside us."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Count, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ...registries import Registry


@dataclass(frozen=True)
class PersonalRows:
    """Rows of one table that belong to a person: ``key`` is the model ("app_label.Model"), ``owner`` its link to them.

    ``label`` is what the merchant reads on the page that asks before deleting; tables with the same label are counted
    together, and one without a label is not mentioned. A table whose app is not installed is passed over.
    """

    key: str
    label: str | Promise = ""
    owner: str = "user"
    where: Mapping[str, Any] = field(default_factory=dict)

    def rows(self, user_ids: Iterable[int]) -> QuerySet | None:
        """Return the rows of these people, or ``None`` when there is no such table."""
        try:
            model = apps.get_model(self.key)
        except LookupError:
            return None
        return model._base_manager.filter(**{f"{self.owner}__in": list(user_ids)}, **self.where)

    def count(self, user_ids: Iterable[int]) -> dict[int, int]:
        """Return how many rows each of these people has; who has none is left out."""
        rows = self.rows(user_ids)
        if rows is None:
            return {}
        return dict(rows.order_by().values_list(self.owner).annotate(number=Count("pk")))


personal_rows: Registry[PersonalRows] = Registry("kind of personal rows")

_SIGN_IN = _("Sign-in details")

for _rows in (
    PersonalRows("address.UserAddress", _("Addresses")),
    # A submitted basket belongs to its order, a frozen one to a payment under way: they stay, owned by nobody we know.
    PersonalRows("basket.Basket", _("Baskets"), owner="owner", where={"status__in": ["Open", "Saved", "Merged"]}),
    PersonalRows("wishlists.WishList", _("Wish lists"), owner="owner"),
    PersonalRows("customer.ProductAlert", pgettext_lazy("customer", "Stock alerts")),
    PersonalRows("communication.Notification", _("Notifications"), owner="recipient"),
    PersonalRows("communication.Email", _("Sent e-mails")),
    PersonalRows("payment.Bankcard", _("Saved cards")),
    PersonalRows("analytics.UserProductView", _("Viewed products")),
    PersonalRows("analytics.UserSearch", _("Searches")),
    PersonalRows("analytics.UserRecord"),
    PersonalRows("oscar_clienti.ListPreference"),
    PersonalRows("oscar_clienti.TaxExemption", _("Tax exemptions"), owner="customer"),
    PersonalRows("oscar_clienti.ExtraAnswer", _("Extra information"), owner="customer"),
    PersonalRows("oscar_clienti.Note", _("Notes"), owner="customer"),
    PersonalRows("oscar_clienti.VatCheck", _("Checks of the VAT number"), owner="customer"),
    PersonalRows("oscar_clienti.MailingDelivery", _("Messages to many customers"), owner="customer"),
    PersonalRows("oscar_clienti.SignInLink", _SIGN_IN),
    PersonalRows("oscar_clienti.VisitChoice", owner="customer"),
    PersonalRows("oscar_clienti.Conversation", _("Conversations"), owner="customer"),
    PersonalRows("account.EmailAddress", _SIGN_IN),
    PersonalRows("socialaccount.SocialAccount", _SIGN_IN),
    PersonalRows("mfa.Authenticator", _SIGN_IN),
    PersonalRows("usersessions.UserSession", _SIGN_IN),
    PersonalRows("authtoken.Token", _SIGN_IN),
    PersonalRows("knox.AuthToken", _SIGN_IN),
    PersonalRows("oauth2_provider.AccessToken", _SIGN_IN),
    PersonalRows("oauth2_provider.RefreshToken", _SIGN_IN),
    PersonalRows("oauth2_provider.Grant", _SIGN_IN),
    PersonalRows("otp_totp.TOTPDevice", _SIGN_IN),
    PersonalRows("otp_static.StaticDevice", _SIGN_IN),
    PersonalRows("otp_email.EmailDevice", _SIGN_IN),
    PersonalRows("wagtailusers.UserProfile", _SIGN_IN),
):
    personal_rows.register(_rows)


def installed() -> Iterator[PersonalRows]:
    """The registered tables that this shop has."""
    return (rows for rows in personal_rows if rows.rows([]) is not None)
