"""Takes the pictures of the README from a running demo shop: ``make pictures`` (after ``make demo``)."""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

SHOP = os.environ.get("SHOP", "http://localhost:8000")
HERE = Path(__file__).resolve().parent / "images"
# Everybody in it is invented.
SHOPIFY = Path(__file__).resolve().parents[1] / "tests" / "imports_zoo" / "shopify.csv"
LAPTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 780}
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


def main() -> None:
    HERE.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        laptop, phone = (_signed_in(browser.new_page(viewport=size)) for size in (LAPTOP, PHONE))
        _take_import(laptop)
        _take_all(laptop, phone)
        browser.close()


def _signed_in(page: Page) -> Page:
    page.route("**/*", lambda route: route.continue_() if SHOP in route.request.url else route.abort())
    page.goto(f"{SHOP}/dashboard/login/")
    page.fill("#id_login", "admin@example.com")
    page.fill("#id_password", "demo-bottega")
    page.press("#id_password", "Enter")
    page.wait_for_load_state("networkidle")
    return page


def _open(page: Page, place: str) -> None:
    page.goto(f"{SHOP}/dashboard/users/{place}")
    page.wait_for_load_state("networkidle")


def _take(page: Page, name: str) -> None:
    page.wait_for_timeout(700)
    page.screenshot(path=HERE / f"{name}.png")
    print(name, file=sys.stderr)


def _take_import(page: Page) -> None:
    """The steps of an import, which is taken back at the end; the groups and tags that it made stay."""
    _open(page, "import/")
    page.set_input_files("#id_file", SHOPIFY)
    page.click("button:has-text('Continue')")
    page.wait_for_selector(".cl-matching")
    _take(page, "import-understand")
    page.click(".cl-savebar button:has-text('Continue')")
    page.check("#id_create_labels")
    page.evaluate("window.scrollTo(0, 0)")
    _take(page, "import-decide")
    page.click("button:has-text('Check every row')")
    page.wait_for_selector(".cl-kinds")
    _take(page, "import-preview")
    page.click("form[action$='/run/'] button")
    page.wait_for_selector(".cl-kinds")
    page.click(".cl-kind-refused")
    page.wait_for_selector(".cl-reason")
    _take(page, "import-result")
    page.click("a:has-text('Undo this import')")
    page.click(".btn-danger")
    page.wait_for_selector("#cl-progress[data-cl-state=done]")


def _take_all(laptop: Page, phone: Page) -> None:
    _open(laptop, "?orders_from=3&marketing=yes")
    for row in (1, 3):
        laptop.locator("input[name=selected]").nth(row).check()
    _take(laptop, "list")
    _open(laptop, "?orders_from=3")
    laptop.click("#cl-filter-button")
    laptop.locator(".cl-sheet summary", has_text="Group").click()
    _take(laptop, "filters")
    _open(laptop, "?sort=-spent&group=none")
    laptop.locator(".cl-who").nth(2).click()
    laptop.wait_for_load_state("networkidle")
    person = laptop.url.split("?")[0].rstrip("/").split("/")[-1]
    _take(laptop, "profile")
    _open(laptop, f"{person}/edit/")
    _take(laptop, "edit")
    _open(laptop, "groups/")
    _take(laptop, "groups")
    _open(phone, "?orders_from=3")
    _take(phone, "list-phone")
    _open(phone, f"{person}/")
    _take(phone, "profile-phone")
    phone.locator("button:visible, a:visible", has_text="Italiano").first.click()
    phone.wait_for_load_state("networkidle")
    _open(phone, "?orders_from=3")
    _take(phone, "lista-telefono")


if __name__ == "__main__":
    main()
