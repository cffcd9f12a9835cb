"""The shopper's account, followed through a real browser: a switch, one's own data, and leaving for good."""

import zipfile

import pytest

from oscar_clienti.models import ConsentEvent, Customer
from tests.conftest import make_user


@pytest.fixture
def carol(shop):
    return make_user("carol@example.com", first_name="Carol", last_name="Verdi", password="Carol-buys-here")


def test_a_switch_the_data_and_goodbye(shop, carol, shopper):
    page = shopper("Carol")
    page.goto(f"{shop.url}/accounts/preferences/")
    page.get_by_role("switch", name="News and offers by e-mail").click()
    page.wait_for_selector("text=On since")
    assert page.get_by_role("switch", name="News and offers by e-mail").get_attribute("aria-checked") == "true"
    assert ConsentEvent.objects.get().customer_id == carol.pk

    page.goto(f"{shop.url}/accounts/my-data/")
    page.click("text=Gather my data")
    page.wait_for_selector("text=Enter your password")
    page.fill("#id_password", "Carol-buys-here")
    page.press("#id_password", "Enter")
    page.wait_for_selector("text=Your file is ready")
    with page.expect_download() as download:
        page.click("text=Download the file")
    assert "data.json" in zipfile.ZipFile(download.value.path()).namelist()

    page.click("#delete_profile")
    page.fill("#id_password", "not-hers")
    page.click("text=Delete my account for good")
    page.wait_for_selector("text=The entered password is not valid")
    page.fill("#id_password", "Carol-buys-here")
    page.click("text=Delete my account for good")
    page.wait_for_url("**/accounts/goodbye/")
    assert Customer.objects.get(pk=carol.pk).state == Customer.State.ERASED


@pytest.mark.parametrize("path", ["orders", "profile", "preferences", "security", "my-data", "profile/delete"])
def test_nothing_is_wider_than_a_phone_and_the_menu_folds(shop, carol, shopper, path):
    page = shopper("Carol")
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{shop.url}/accounts/{path}/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not page.locator(".ca-fold a:visible").count()
    page.click(".ca-fold summary")
    assert page.locator(".ca-fold a:visible").filter(has_text="Preferences").count() == 1
