"""Which pages are closed during a visit, in shops that have more than Oscar: Wagtail is not installed here."""

import pytest
from django.urls import ResolverMatch

from oscar_clienti.services.log_in_as.pages import is_closed


def found(name, *, module="shop.views"):
    """What Django finds at the address of a page of this name, whose view comes from ``module``."""

    def view(request):
        raise NotImplementedError

    view.__module__ = module
    *namespaces, name = name.split(":")
    return ResolverMatch(view, (), {}, url_name=name, namespaces=namespaces)


@pytest.mark.parametrize("name", ["wagtailadmin_home", "wagtailadmin_pages:edit", "wagtailusers_users:index"])
def test_wagtails_admin_is_closed_by_name(name):
    assert is_closed(found(name))


@pytest.mark.parametrize("module", ["wagtail.admin.views.home", "wagtail.admin.api.views"])
def test_wagtails_admin_is_closed_by_where_it_comes_from(module):
    assert is_closed(found("home", module=module))


@pytest.mark.parametrize(
    ("name", "module"),
    [
        ("wagtail_serve", "wagtail.views"),
        ("wagtaildocs_serve", "wagtail.documents.views.serve"),
        ("wagtailimages_serve", "wagtail.images.views.serve"),
    ],
)
def test_pages_that_wagtail_serves_are_open(name, module):
    assert not is_closed(found(name, module=module))


def test_a_page_of_the_stores_own_is_open():
    assert not is_closed(found("shop:bakery"))
