"""The dashboard's menu with our pages in it."""

from copy import deepcopy

from django.conf import settings
from django.urls import reverse
from oscar.defaults import OSCAR_DASHBOARD_NAVIGATION as OSCARS

from oscar_clienti import defaults
from oscar_clienti.defaults import add_navigation


def addresses(navigation):
    return [child["url_name"] for item in navigation for child in item.get("children", [])]


def test_our_pages_come_right_after_oscars_customers():
    names = addresses(add_navigation(OSCARS))
    at = names.index("dashboard:users-index")
    assert names[at + 1 : at + 3] == ["dashboard:customer-conversation-list", "dashboard:customer-group-list"]


def test_adding_twice_adds_once():
    once = add_navigation(OSCARS)
    assert add_navigation(once) == once


def test_everything_else_stays():
    ours = {page["url_name"] for page in defaults._OURS}
    assert [name for name in addresses(add_navigation(OSCARS)) if name not in ours] == addresses(OSCARS)


def test_the_given_menu_is_left_alone():
    before = deepcopy(OSCARS)
    add_navigation(OSCARS)
    assert before == OSCARS


def test_changing_the_copy_changes_neither_the_given_menu_nor_the_next_copy():
    menu = add_navigation(OSCARS)
    for item in menu:
        item.get("children", []).clear()
    for item in add_navigation(OSCARS):
        for child in item.get("children", []):
            child["label"] = "spoilt"
    pages = [child for item in add_navigation(OSCARS) for child in item.get("children", [])]
    labels = [page["label"] for page in pages if page["url_name"] != "dashboard:customer-conversation-list"]
    assert "Customer groups" in labels
    assert "spoilt" not in labels


def test_a_menu_without_customers_stays_as_it_is():
    menu = [{"label": "Fairs", "children": [{"label": "Calendar", "url_name": "dashboard:index"}]}]
    assert add_navigation(menu) == menu


def test_an_entry_without_children_is_no_mistake():
    menu = [{"label": "Home", "url_name": "dashboard:index"}]
    assert add_navigation(menu) == menu


def test_every_entry_of_ours_leads_to_a_page():
    for name in set(addresses(add_navigation(OSCARS))) - set(addresses(OSCARS)):
        assert reverse(name).startswith("/dashboard/users/")


def test_the_star_import_brings_the_class_loader_and_the_menu():
    assert settings.OSCAR_DYNAMIC_CLASS_LOADER == defaults.OSCAR_DYNAMIC_CLASS_LOADER
    assert addresses(settings.OSCAR_DASHBOARD_NAVIGATION) == addresses(defaults.OSCAR_DASHBOARD_NAVIGATION)


def test_oscars_wizard_makes_offers_for_groups():
    from oscar.defaults import OSCAR_OFFERS_IMPLEMENTED_TYPES

    assert [*OSCAR_OFFERS_IMPLEMENTED_TYPES, "USER"] == settings.OSCAR_OFFERS_IMPLEMENTED_TYPES
