"""Which class is found: ours, then Oscar's; the store's rung is proved in tests/shop_fork."""

import pytest
from oscar.apps.dashboard.users import tables as oscars_tables
from oscar.apps.dashboard.users import views as oscars_views
from oscar.core import loading as oscars_loading
from oscar.core.exceptions import ClassNotFoundError

from oscar_clienti import loading
from oscar_clienti.dashboard import forms as our_forms
from oscar_clienti.dashboard import views as our_views


def stores_loader(module_label, classnames, module_prefix):
    return [(module_label, name, module_prefix) for name in classnames]


def test_ours_comes_before_oscars():
    assert oscars_loading.get_class("dashboard.users.views", "IndexView") is our_views.IndexView


def test_what_we_do_not_have_is_oscars():
    found = oscars_loading.get_class("dashboard.users.views", "ProductAlertListView")
    assert found is oscars_views.ProductAlertListView


def test_a_module_that_we_do_not_have_is_oscars_too():
    # Our tables.py has no such class; our package has no such template tags.
    assert loading.get_class("dashboard.users.tables", "UserTable") is oscars_tables.UserTable


def test_several_classes_keep_the_order_in_which_they_were_asked_for():
    found = loading.get_classes("dashboard.users.forms", ["EmailForm", "AddCustomerForm"])
    assert found == [our_forms.EmailForm, our_forms.AddCustomerForm]


def test_the_names_may_come_from_a_generator():
    names = (name for name in ["EmailForm"])
    assert loading.get_classes("dashboard.users.forms", names) == [our_forms.EmailForm]


def test_a_class_that_nobody_has():
    with pytest.raises(ClassNotFoundError, match="NoSuchView"):
        loading.get_class("dashboard.users.views", "NoSuchView")


@pytest.mark.parametrize("module", ["no_such_module", "no_such.module", "tables.inside_a_plain_module"])
def test_a_module_that_nobody_has(module):
    with pytest.raises(ClassNotFoundError):
        loading.get_class(f"dashboard.users.{module}", "Anything")


def test_a_module_inside_a_package_is_found():
    assert loading.get_class("dashboard.users.views.lists", "IndexView") is our_views.IndexView


def test_any_other_label_goes_to_oscars_loader():
    found = loading.get_class("basket.forms", "BasketVoucherForm")
    assert found is oscars_loading.default_class_loader("basket.forms", ["BasketVoucherForm"], "oscar.apps")[0]


def test_any_other_label_goes_to_the_stores_loader_where_there_is_one(settings):
    settings.OSCAR_CLIENTI_BASE_CLASS_LOADER = "tests.test_loading.stores_loader"
    assert loading.get_class("basket.forms", "Any") == ("basket.forms", "Any", "oscar.apps")


def test_the_stores_loader_is_not_asked_for_our_pages(settings):
    settings.OSCAR_CLIENTI_BASE_CLASS_LOADER = "tests.test_loading.stores_loader"
    assert loading.get_class("dashboard.users.views", "IndexView") is our_views.IndexView


def test_the_rest_of_the_dashboard_is_not_ours(settings):
    settings.OSCAR_CLIENTI_BASE_CLASS_LOADER = "tests.test_loading.stores_loader"
    assert loading.get_class("dashboard.orders.views", "Any")[0] == "dashboard.orders.views"


def test_ours_is_right_where_the_setting_was_forgotten(settings):
    settings.OSCAR_DYNAMIC_CLASS_LOADER = "oscar.core.loading.default_class_loader"
    oscars_loading.get_class_loader.cache_clear()
    try:
        assert oscars_loading.get_class("dashboard.users.views", "IndexView") is oscars_views.IndexView
        assert loading.get_class("dashboard.users.views", "IndexView") is our_views.IndexView
    finally:
        oscars_loading.get_class_loader.cache_clear()


def test_with_oscars_dashboard_in_our_place_oscars_classes_are_found(settings):
    settings.INSTALLED_APPS = [
        "oscar.apps.dashboard.users.apps.UsersDashboardConfig" if name.startswith("oscar_clienti.dashboard") else name
        for name in settings.INSTALLED_APPS
    ]
    assert loading.get_class("dashboard.users.views", "IndexView") is oscars_views.IndexView
