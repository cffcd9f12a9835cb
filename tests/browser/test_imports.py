"""Files of other shops through all five steps, as a merchant brings them."""

from pathlib import Path

import pytest
from oscar.core.loading import get_model
from playwright.sync_api import expect

from oscar_clienti.models import Customer, CustomerGroup

ZOO = Path(__file__).resolve().parents[1] / "imports_zoo"
NARROW = pytest.mark.parametrize("page", [390], indirect=True)


@pytest.fixture
def countries(shop):
    Country = get_model("address", "Country")
    for code, name in (("IT", "Italy"), ("GB", "United Kingdom")):
        Country.objects.create(
            iso_3166_1_a2=code, iso_3166_1_a3=f"{code}X", name=name, printable_name=name, is_shipping_country=True
        )


def bring(page, shop, file):
    page.goto(f"{shop.url}/dashboard/users/import/")
    if isinstance(file, Path):
        page.set_input_files("#id_file", str(file))
    else:
        page.fill("#id_pasted", file)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="What is in the file?")).to_be_visible()


def decide(page, *, labels=False):
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="What should happen?")).to_be_visible()
    if labels:
        page.get_by_label("Create groups and tags that are in the file and not in the shop").check()


def preview(page):
    page.get_by_role("button", name="Check every row").click()
    expect(page.get_by_role("heading", name="This is what would happen")).to_be_visible()


def run(page):
    page.locator("form[action$='/run/'] button").click()
    expect(page.get_by_role("heading", name="Result of the import")).to_be_visible()


def kinds(page):
    """The four totals: new, changed, unchanged, refused."""
    return [int(page.locator(f".cl-kind-{kind} strong").inner_text()) for kind in ("new", "changed", "same", "refused")]


def customer(email):
    return Customer.objects.get(email=email)


def test_shopify(page, shop, countries):
    bring(page, shop, ZOO / "shopify.csv")
    expect(page.get_by_text("This looks like a file of Shopify")).to_be_visible()
    expect(page.get_by_text("Total Spent: 2 people have a value.")).to_be_visible()
    decide(page, labels=True)
    preview(page)
    # Ada Neri is a customer of the shop already.
    assert kinds(page) == [3, 1, 0, 1]
    expect(page.get_by_text("Without a day and a source this yes can't be proved").first).to_be_visible()
    run(page)
    assert kinds(page) == [3, 1, 0, 1]
    assert customer("ada.neri@example.com").phone == "+39 011 5550101"


def test_two_files_of_prestashop(page, shop, countries):
    CustomerGroup.objects.create(name="Rivenditori")
    bring(page, shop, ZOO / "prestashop.csv")
    expect(page.get_by_text("PrestaShop").first).to_be_visible()
    assert page.locator("tr", has_text="Password *").get_by_text("••••").count() >= 1
    decide(page, labels=True)
    preview(page)
    run(page)
    assert customer("dora@example.test").user.check_password("invented-Pass-4")
    assert not customer("ada.neri@example.com").user.check_password("invented-Pass-1")
    bring(page, shop, ZOO / "prestashop-addresses.csv")
    decide(page)
    preview(page)
    assert kinds(page)[0] == 0
    run(page)
    books = get_model("address", "UserAddress").objects
    assert set(books.filter(user__email="ada.neri@example.com").values_list("line4", flat=True)) == {"Torino", "Asti"}


def test_magento_with_addresses_in_the_next_row(page, shop, countries):
    bring(page, shop, ZOO / "magento-composite.csv")
    expect(page.get_by_text("group_id").first).to_be_visible()
    decide(page)
    preview(page)
    assert kinds(page) == [3, 1, 0, 0]
    run(page)
    books = get_model("address", "UserAddress").objects
    assert books.filter(user__email="gino.verdi@example.com").count() == 3


def test_an_italian_spreadsheet_with_its_letters(page, shop, countries):
    CustomerGroup.objects.create(name="Rivenditori")
    bring(page, shop, ZOO / "generic-italian.csv")
    expect(page.get_by_text("Which of these is spelt right?")).to_be_visible()
    expect(page.get_by_text("Niccolò").first).to_be_visible()
    decide(page, labels=True)
    preview(page)
    run(page)
    assert customer("niccolo@example.com").last_name == "D'Àvila"
    assert customer("ada.neri@example.com").group.name == "Rivenditori"


def test_refused_rows_are_mended_and_the_import_is_undone(page, shop, tmp_path):
    bring(page, shop, "email,first_name\nlea@example.com,Lea\nnobody,Mia\n")
    decide(page)
    preview(page)
    page.get_by_role("link", name="Refused").click()
    expect(page.locator(".cl-reason")).to_contain_text("nobody")
    run(page)
    page.get_by_role("link", name="Refused").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download the refused rows").click()
    mended = tmp_path / "mended.csv"
    mended.write_bytes(Path(waiting.value.path()).read_bytes().replace(b"nobody", b"mia@example.com"))
    page.set_input_files("input[type=file]", str(mended))
    page.get_by_role("button", name="Check the mended rows").click()
    expect(page.get_by_role("heading", name="This is what would happen")).to_be_visible()
    run(page)
    assert customer("mia@example.com").first_name == "Mia"
    page.get_by_role("link", name="Undo this import").click()
    expect(page.get_by_text("1 customer who came by this import is removed.")).to_be_visible()
    page.get_by_role("button", name="Undo this import").click()
    expect(page.locator("#cl-progress")).to_contain_text("1 customer removed")
    assert not Customer.objects.filter(email="mia@example.com").exists() and customer("lea@example.com")


def test_pasted_addresses(page, shop):
    bring(page, shop, "lea@example.com, mia@example.com; Zoe Blu <zoe@example.com>")
    decide(page)
    preview(page)
    run(page)
    assert customer("zoe@example.com").last_name == "Blu"


def test_an_import_is_left_and_found_again(page, shop):
    bring(page, shop, "email,first_name\nlea@example.com,Lea\n")
    page.goto(f"{shop.url}/dashboard/users/")
    page.get_by_role("link", name="Import", exact=True).click()
    expect(page.get_by_text("Not finished: go on")).to_be_visible()
    page.get_by_role("link", name="Pasted rows", exact=True).click()
    expect(page.get_by_role("heading", name="What is in the file?")).to_be_visible()


def test_a_file_that_is_no_table_says_what_it_is(page, shop, tmp_path):
    (tmp_path / "photo.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 100)
    page.goto(f"{shop.url}/dashboard/users/import/")
    page.set_input_files("#id_file", str(tmp_path / "photo.csv"))
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("picture")


@NARROW
def test_on_a_phone_no_step_scrolls_sideways(page, shop, countries):
    def fits():
        return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")

    bring(page, shop, ZOO / "shopify.csv")
    assert fits()
    decide(page)
    assert fits()
    preview(page)
    assert fits()


def test_what_stands_in_the_file_is_never_run(page, shop):
    evil = '<img src=x onerror="document.title=1">'
    bring(page, shop, f"email,first_name,company\nlea@example.com,{evil},<script>alert(1)</script>\n{evil},b,c\n")
    decide(page)
    preview(page)
    page.get_by_role("link", name="Refused").click()
    expect(page.locator(".cl-reason")).to_contain_text("<img src=x")
    run(page)
    assert page.title() != "1"
