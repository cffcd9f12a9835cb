"""One wide row for each user: our own fields, and copies of what the list searches, filters and sorts by."""

import uuid
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from oscar.core.utils import get_default_currency

from ..querysets import CustomerQuerySet
from .consents import ConsentState
from .vat import VatState


class State(models.IntegerChoices):
    """Which list somebody stands in; every index starts with it."""

    ACTIVE = 1, _("Active")
    INACTIVE = 2, pgettext_lazy("customer", "Inactive")
    ERASED = 3, _("Deleted")
    STAFF = 4, _("Staff")


def picture_path(customer: "Customer", filename: str) -> str:
    """A random name: nobody can guess a picture's address from a customer's number."""
    return f"customers/{uuid.uuid4().hex}.jpg"


def _sorted_by(*fields: str, name: str) -> models.Index:
    return models.Index(fields=["state", *fields], name=f"clienti_{name}")


class Customer(models.Model):
    """A customer of the shop; its primary key is the user's.

    Fields under *own* are written by our services alone. Those under *copies* repeat other tables and are written
    only by ``services.sync``, which can rebuild them all.
    """

    State = State
    REACHABLE = (State.ACTIVE, State.INACTIVE)

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="customer", verbose_name=_("User")
    )

    # Own.
    group = models.ForeignKey(
        "oscar_clienti.CustomerGroup",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="customers",
        verbose_name=_("Group"),
        db_index=False,
    )
    # The last day in the group; and did a rule put the customer there?
    group_until = models.DateField(_("Member until"), null=True, blank=True)
    group_by_rule = models.BooleanField(_("Member by a joining rule"), default=False, editable=False)
    tags = models.ManyToManyField("oscar_clienti.Tag", blank=True, related_name="customers", verbose_name=_("Tags"))
    phone = models.CharField(_("Phone"), max_length=32, blank=True)
    language = models.CharField(_("Language"), max_length=16, blank=True)
    company = models.CharField(_("Company"), max_length=255, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=32, blank=True)
    vat_state = models.PositiveSmallIntegerField(
        _("VAT number checked"), choices=VatState.choices, default=VatState.UNKNOWN, editable=False
    )
    tax_code = models.CharField(_("Tax code"), max_length=32, blank=True)
    sdi_code = models.CharField(_("SDI recipient code"), max_length=7, blank=True)
    pec = models.CharField(_("PEC address"), max_length=254, blank=True)
    birthday = models.DateField(_("Birthday"), null=True, blank=True)
    picture = models.ImageField(_("Picture"), upload_to=picture_path, blank=True)
    source = models.CharField(pgettext_lazy("customer", "Source"), max_length=32, blank=True)
    tax_exempt = models.BooleanField(_("Tax-exempt"), default=False)
    system_notifications = models.BooleanField(_("System notifications"), default=True)
    erased_at = models.DateTimeField(_("Deleted on"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)

    # Derived from the ledger of consents.
    email_consent = models.PositiveSmallIntegerField(
        _("E-mail marketing"), choices=ConsentState.choices, default=ConsentState.NEVER_ASKED, editable=False
    )
    sms_consent = models.PositiveSmallIntegerField(
        _("SMS marketing"), choices=ConsentState.choices, default=ConsentState.NEVER_ASKED, editable=False
    )

    # Copies: of the user, …
    state = models.PositiveSmallIntegerField(_("State"), choices=State.choices, default=State.ACTIVE, editable=False)
    email = models.CharField(_("E-mail"), max_length=254, blank=True, editable=False)
    first_name = models.CharField(_("First name"), max_length=255, blank=True, editable=False)
    last_name = models.CharField(_("Last name"), max_length=255, blank=True, editable=False)
    date_joined = models.DateTimeField(_("Joined"), editable=False)
    # … of the default address (shipping, else billing, else the newest), …
    country_code = models.CharField(_("Country"), max_length=2, blank=True, editable=False)
    city = models.CharField(_("City"), max_length=255, blank=True, editable=False)
    postcode = models.CharField(_("Postcode"), max_length=64, blank=True, editable=False)
    contact_phone = models.CharField(_("Phone"), max_length=32, blank=True, editable=False)
    # … of the orders that were not cancelled, …
    num_orders = models.PositiveIntegerField(_("Orders"), default=0, editable=False)
    total_spent = models.DecimalField(
        _("Total spent"), max_digits=14, decimal_places=2, default=Decimal(0), editable=False
    )
    first_order_at = models.DateTimeField(_("First order"), null=True, editable=False)
    last_order_at = models.DateTimeField(_("Last order"), null=True, editable=False)
    # … and keys made of the above.
    birth_month = models.PositiveSmallIntegerField(null=True, editable=False)
    sort_name = models.CharField(max_length=120, blank=True, editable=False)
    group_key = models.CharField(max_length=64, blank=True, editable=False)
    tag_key = models.CharField(max_length=64, blank=True, editable=False)
    search_text = models.TextField(blank=True, editable=False)
    email_key = models.CharField(max_length=254, blank=True, editable=False)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        permissions = [
            ("change_customer_email", _("Can change a customer's e-mail address")),
            ("set_customer_password", _("Can choose a password for a customer")),
            ("import_customers", _("Can import customers")),
            ("export_customers", _("Can export customers")),
        ]
        indexes = [
            _sorted_by("-date_joined", "-user", name="joined"),
            _sorted_by("sort_name", "user", name="name"),
            _sorted_by("email", "user", name="email"),
            _sorted_by("contact_phone", "user", name="phone"),
            _sorted_by("-num_orders", "-user", name="orders"),
            _sorted_by("-total_spent", "-user", name="spent"),
            _sorted_by("-last_order_at", "-user", name="last_order"),
            _sorted_by("country_code", "-date_joined", "-user", name="country"),
            _sorted_by("group", "-date_joined", "-user", name="group"),
            _sorted_by("group_key", "-date_joined", "-user", name="group_key"),
            _sorted_by("group_until", "user", name="group_until"),
            _sorted_by("tag_key", "-date_joined", "-user", name="tag_key"),
            _sorted_by("source", "-date_joined", "-user", name="source"),
            _sorted_by("email_consent", "-date_joined", "-user", name="consent"),
            _sorted_by("system_notifications", "-date_joined", "-user", name="notified"),
            _sorted_by("tax_exempt", "-date_joined", "-user", name="exempt"),
            _sorted_by("language", "-date_joined", "-user", name="language"),
            _sorted_by("birth_month", "-date_joined", "-user", name="birth_month"),
            # Counts those who match several filters without looking at their rows.
            _sorted_by("group", "email_consent", "country_code", "tax_exempt", "num_orders", name="facets"),
            # Finds who has an address, in whatever case: staff too, hence without the state.
            models.Index(fields=["email_key"], name="clienti_email_key"),
        ]

    def __str__(self) -> str:
        return self.name or self.email or str(self.pk)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.birth_month = self.birthday.month if self.birthday else None
        if "update_fields" in kwargs and kwargs["update_fields"] is not None and "birthday" in kwargs["update_fields"]:
            kwargs["update_fields"] = {*kwargs["update_fields"], "birth_month"}
        super().save(*args, **kwargs)

    @property
    def name(self) -> str:
        """First and last name, or nothing."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def initials(self) -> str:
        """One or two letters to stand in for a picture."""
        letters = [word[0] for word in (self.first_name, self.last_name) if word] or [(self.email or "?")[0]]
        return "".join(letters).upper()

    @property
    def hue(self) -> str:
        """A digit that gives the initials a colour of their own."""
        return str(self.pk)[-1]

    @property
    def current_group(self) -> Any:
        """The group that counts today: none after the last day of a membership."""
        over = self.group_until is not None and self.group_until < timezone.localdate()
        return None if over else self.group

    @property
    def is_active(self) -> bool:
        return self.state == State.ACTIVE

    @property
    def is_reachable(self) -> bool:
        """May our pages touch this account? Never staff, superusers, partners or what is left of a deleted one."""
        return self.state in self.REACHABLE

    @cached_property
    def foreign_spendings_by_currency(self) -> "list[ForeignSpending]":
        return list(self.foreign_spendings.all())

    @property
    def average_order(self) -> Decimal | None:
        """Money spent for each order in the shop's own currency; ``None`` without such orders."""
        orders = self.num_orders - sum(spending.num_orders for spending in self.foreign_spendings_by_currency)
        return (self.total_spent / orders).quantize(Decimal("0.01")) if orders > 0 else None

    @property
    def currency(self) -> str:
        """The currency of ``total_spent``: the shop's own."""
        return get_default_currency()


class ForeignSpending(models.Model):
    """What a customer spent in a currency other than the shop's own; most shops have none of these rows."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="foreign_spendings")
    currency = models.CharField(_("Currency"), max_length=12)
    num_orders = models.PositiveIntegerField(_("Orders"))
    total_spent = models.DecimalField(_("Total spent"), max_digits=14, decimal_places=2)

    class Meta:
        ordering = ["currency"]
        verbose_name = _("spending in another currency")
        verbose_name_plural = _("spendings in other currencies")
        constraints = [models.UniqueConstraint(fields=["customer", "currency"], name="clienti_one_spending")]

    def __str__(self) -> str:
        return f"{self.total_spent} {self.currency}"
