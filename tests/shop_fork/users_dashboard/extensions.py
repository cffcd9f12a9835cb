"""One of each thing that a store can register."""

from django import forms

from oscar_clienti.dashboard.bulk_actions import bulk_actions
from oscar_clienti.dashboard.columns import Column, columns
from oscar_clienti.dashboard.panels import Panel, panels
from oscar_clienti.dashboard.row_actions import RowAction, row_actions
from oscar_clienti.filters import Chip, Filter, filters
from oscar_clienti.services.activity import Kind, kinds
from oscar_clienti.services.bulk import Activate
from oscar_clienti.sources import Source, sources


class Company(Column):
    key, label = "company", "Company"

    def cell(self, customer):
        return customer.company


class Trade(Filter):
    """Companies only."""

    key, label = "trade", "Trade customers"

    def fields(self):
        return {"trade": forms.ChoiceField(choices=[("", "Any"), ("yes", "Yes")], label=self.label, required=False)}

    def apply(self, customers, values):
        return customers.exclude(company="")

    def chips(self, values, raw, fields):
        return [Chip("Trade customers only", (("trade", values["trade"]),))]


class Fairs(Panel):
    key, label, template = "fairs", "Fairs", "shop_fork/fairs.html"

    def context(self, customer, request):
        return {"fairs": [f"Verona with {customer.first_name}"]}


class LetIn(Activate):
    label = "Let in"


def register():
    columns.register(Company(), before="phone")
    filters.register(Trade())
    panels.register(Fairs(), before="addresses")
    sources.register(Source("fair", "Trade fair"))
    kinds.register(Kind("letter.posted", "Letter posted"))
    row_actions.register(
        RowAction("letter", "Write a letter", "dashboard:customer-letter", "change_customer"), before="delete"
    )
    bulk_actions.register(LetIn())
