"""A store overrides views, forms and the table, and adds one of each thing, without touching our code."""

import pytest
from django.core import checks
from django.urls import reverse
from oscar.apps.dashboard.users.views import ProductAlertDeleteView
from oscar.core.loading import get_class, get_classes

from oscar_clienti import loading
from oscar_clienti.dashboard import views as ours
from oscar_clienti.dashboard.bulk_actions import bulk_actions
from oscar_clienti.models import Activity, Customer
from oscar_clienti.services import customers, sync
from tests.conftest import customer_of, grant, make_user
from tests.shop_fork.baskets import FairVoucherForm
from tests.shop_fork.dashboard.users import views as beside
from tests.shop_fork.users_dashboard import forms, tables, views

LIST = "/dashboard/users/"


@pytest.fixture
def shoppers(bob, carol):
    """Carol buys for a company and spent more; Bob joined later."""
    sync.refresh([bob.pk, carol.pk])
    customers.update(customer_of(carol), company="Verdi & Figli", vat_number="IT01234560017", by=None)
    Customer.objects.filter(pk=carol.pk).update(total_spent=900)
    return bob, carol


def page(client, *address, **query):
    response = client.get(*address, query)
    assert response.status_code == 200
    return response.content.decode()


# Which class is found.


def test_the_stores_view_comes_first():
    assert get_class("dashboard.users.views", "IndexView") is views.IndexView


def test_what_the_store_does_not_override_is_ours():
    assert get_class("dashboard.users.views", "CustomerEditView") is ours.CustomerEditView


def test_what_neither_has_is_oscars():
    assert get_class("dashboard.users.views", "ProductAlertDeleteView") is ProductAlertDeleteView


def test_one_call_may_climb_to_several_rungs():
    found = get_classes("dashboard.users.forms", ["EditCustomerForm", "EmailForm", "UserSearchForm"])
    assert [item.__module__.split(".")[0] for item in found] == ["tests", "oscar_clienti", "oscar"]


def test_an_override_beside_the_forked_dashboard_still_counts_where_we_have_no_page():
    assert get_class("dashboard.users.views", "ProductAlertListView") is beside.ProductAlertListView


def test_an_override_beside_the_forked_dashboard_counts_when_it_is_made_from_ours():
    assert get_class("dashboard.users.views", "CustomerGroupListView") is beside.CustomerGroupListView


def test_an_override_of_oscars_page_does_not_come_into_the_place_of_ours():
    assert get_class("dashboard.users.views", "UserDetailView") is ours.UserDetailView


def test_oscar_and_we_find_the_same_class():
    assert loading.get_class("dashboard.users.tables", "CustomerTable") is tables.CustomerTable
    assert get_class("dashboard.users.tables", "CustomerTable") is tables.CustomerTable


def test_our_pages_use_the_stores_form():
    assert ours.CustomerEditView.form_class is forms.EditCustomerForm


def test_all_else_is_asked_of_the_stores_own_loader():
    assert get_class("basket.forms", "BasketVoucherForm") is FairVoucherForm


def test_the_set_up_is_a_good_one():
    found = checks.run_checks(tags=["oscar_clienti"])
    assert [message for message in found if message.level >= checks.WARNING] == []


# What the merchant sees.


def test_the_list_is_the_stores_page(as_alice, shoppers):
    assert "The next fair: Verona, in May" in page(as_alice, LIST)


def test_the_stores_table_sorts_by_money_unless_asked_otherwise(as_alice, shoppers):
    rows = as_alice.get(LIST).context["window"].rows
    assert [customer.first_name for customer in rows] == ["Carol", "Bob"]


def test_the_stores_table_shows_its_own_columns(as_alice, shoppers):
    table = as_alice.get(LIST).context["table"]
    assert [column.key for column in table.shown] == ["company", "joined", "spent"]


def test_the_stores_column_has_its_cells(as_alice, shoppers):
    assert "Verdi &amp; Figli" in page(as_alice, LIST)


def test_the_stores_column_can_be_chosen(as_alice, shoppers):
    as_alice.post(reverse("dashboard:customer-columns"), {"columns": ["company"], "page_size": "20"})
    assert [column.key for column in as_alice.get(LIST).context["table"].shown] == ["company"]


def test_the_stores_filter_narrows_the_list(as_alice, shoppers):
    rows = as_alice.get(LIST, {"trade": "yes"}).context["window"].rows
    assert [customer.first_name for customer in rows] == ["Carol"]


def test_the_stores_filter_has_its_chip(as_alice, shoppers):
    assert "Trade customers only" in page(as_alice, LIST, trade="yes")


def test_the_stores_filter_stands_on_the_sheet(as_alice, shoppers):
    assert 'name="trade"' in page(as_alice, reverse("dashboard:customer-filters"))


def test_the_stores_button_on_chosen_rows_replaces_ours(as_alice, shoppers):
    assert "Let in" in page(as_alice, LIST)
    assert [action.key for action in bulk_actions].count("activate") == 1


def test_the_stores_tab_stands_where_it_was_put(as_alice, shoppers):
    panels = [panel.key for panel in as_alice.get(f"{LIST}{shoppers[0].pk}/").context["panels"]]
    assert panels.index("fairs") == panels.index("addresses") - 1


def test_the_stores_tab_shows_what_it_says(as_alice, shoppers):
    assert "Verona with Bob" in page(as_alice, f"{LIST}{shoppers[0].pk}/", tab="fairs")


def test_the_stores_source_is_shown_in_its_words(as_alice, shoppers):
    customers.update(customer_of(shoppers[0]), source="fair", by=None)
    assert "Trade fair" in page(as_alice, f"{LIST}{shoppers[0].pk}/")


def test_the_stores_source_can_be_filtered_by(as_alice, shoppers):
    customers.update(customer_of(shoppers[0]), source="fair", by=None)
    rows = as_alice.get(LIST, {"source": "fair"}).context["window"].rows
    assert [customer.first_name for customer in rows] == ["Bob"]


def test_the_stores_form_refuses_what_ours_would_take(as_alice, shoppers):
    bob = customer_of(shoppers[0])
    posted = {"company": "Rossi", "version": bob.version, "first_name": "Bob", "last_name": "Rossi"}
    response = as_alice.post(reverse("dashboard:customer-edit", args=[bob.pk]), posted)
    assert "A company needs its VAT number." in response.content.decode()
    assert customer_of(shoppers[0]).company == ""


def test_the_stores_row_action_leads_to_its_page(as_alice, shoppers):
    assert f"{LIST}{shoppers[0].pk}/letter/" in page(as_alice, LIST)


def test_the_stores_page_works_like_ours(as_alice, shoppers):
    response = as_alice.post(f"{LIST}{shoppers[0].pk}/letter/", follow=True)
    assert "Written down." in response.content.decode()
    assert Activity.objects.get(kind="letter.posted").by_name


def test_the_stores_kind_of_activity_reads_in_its_words(as_alice, shoppers):
    as_alice.post(f"{LIST}{shoppers[0].pk}/letter/")
    assert "Letter posted" in page(as_alice, f"{LIST}{shoppers[0].pk}/", tab="activity")


def test_the_stores_page_asks_its_right(client, shoppers, viewer):
    client.force_login(viewer)
    assert client.post(f"{LIST}{shoppers[0].pk}/letter/").status_code == 403
    assert not Activity.objects.filter(kind="letter.posted").exists()


def test_the_stores_row_action_is_hidden_from_who_lacks_the_right(client, shoppers, viewer):
    client.force_login(viewer)
    assert "/letter/" not in page(client, LIST)


def test_the_stores_menu_has_its_own_section_and_our_pages(as_alice, shoppers):
    shown = page(as_alice, LIST)
    assert "Calendar" in shown and "Customer groups" in shown and "Customer tags" in shown


def test_oscars_alerts_keep_the_stores_override(client, db):
    client.force_login(grant(make_user("vera@shop.example", is_staff=True), "view_customer"))
    assert client.get(reverse("dashboard:user-alert-list")).context["view"].paginate_by == 7
