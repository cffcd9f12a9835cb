"""A merchant's day with the list and a profile."""

import re

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import expect

from oscar_clienti.models import Customer, CustomerGroup
from tests.conftest import proven

NARROW = pytest.mark.parametrize("page", [390], indirect=True)


def user_of(first, last):
    return get_user_model().objects.get(first_name=first, last_name=last)


def open_profile(page, shop, first="Bob", last="Rossi"):
    page.goto(f"{shop.url}/dashboard/users/{user_of(first, last).pk}/")


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_results_follow_the_typing_and_the_address_follows_too(page):
    page.locator("#id_q").press_sequentially("rossi gio", delay=20)
    expect(page.locator(".cl-customers tbody tr")).to_have_count(1)
    expect(page.locator(".cl-who strong")).to_have_text("Giò Rossi")
    expect(page).to_have_url(re.compile(r"q=rossi(\+|%20)gio"))
    expect(page.locator("#id_q")).to_be_focused()


def test_the_back_button_brings_the_list_back(page):
    page.locator("#id_q").press_sequentially("rossi", delay=20)
    expect(page.locator(".cl-customers tbody tr")).to_have_count(6)
    page.locator(".cl-who").first.click()
    page.wait_for_selector(".cl-person")
    page.go_back()
    expect(page.locator(".cl-customers tbody tr")).to_have_count(6)
    expect(page.locator("#id_q")).to_have_value("rossi")


def test_back_within_the_list(page):
    page.locator("#id_q").press_sequentially("rossi", delay=20)
    expect(page.locator(".cl-customers tbody tr")).to_have_count(6)
    page.locator(".cl-customers thead a", has_text="Name").first.click()
    expect(page).to_have_url(re.compile("sort="))
    page.go_back()
    expect(page).not_to_have_url(re.compile("sort="))
    expect(page.locator(".cl-customers tbody tr")).to_have_count(6)


def test_a_filter_shows_at_once_and_its_chip_takes_it_away(page):
    page.click("#cl-filter-button")
    page.locator(".cl-sheet summary", has_text="Orders").first.click()
    page.fill("#id_orders_from", "1")
    expect(page.locator(".cl-chip")).to_have_count(1)
    expect(page.locator(".cl-customers tbody tr")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".cl-sheet form")).to_have_count(0)
    page.click(".cl-chip")
    expect(page.locator(".cl-customers tbody tr")).to_have_count(20)


def test_a_search_and_a_filter_go_together(page):
    page.click("#cl-filter-button")
    page.locator(".cl-sheet summary", has_text="Orders").first.click()
    page.fill("#id_orders_from", "1")
    expect(page.locator(".cl-customers tbody tr")).to_have_count(1)
    page.keyboard.press("Escape")
    page.locator("#id_q").press_sequentially("ada", delay=20)
    expect(page.locator(".cl-empty")).to_contain_text("Nobody matches")


def search_and_take_the_chip_away(page):
    page.locator("#id_q").press_sequentially("rossi", delay=20)
    expect(page.locator(".cl-customers tbody tr")).to_have_count(6)
    page.click(".cl-chip")
    expect(page.locator(".cl-customers tbody tr")).to_have_count(20)


def test_a_search_whose_chip_is_taken_away_leaves_the_box_too(page):
    search_and_take_the_chip_away(page)
    expect(page.locator("#id_q")).to_have_value("")


def test_a_filter_does_not_bring_a_search_back_that_was_taken_away(page):
    search_and_take_the_chip_away(page)
    page.click("#cl-filter-button")
    page.locator(".cl-sheet summary", has_text="Orders").first.click()
    page.fill("#id_orders_to", "9")
    expect(page).to_have_url(re.compile("orders_to=9"))
    expect(page.locator(".cl-chip")).to_have_count(1)


def test_the_same_word_can_be_searched_again_after_its_chip_was_taken_away(page):
    search_and_take_the_chip_away(page)
    page.fill("#id_q", "rossi")
    expect(page.locator(".cl-customers tbody tr")).to_have_count(6)


def test_back_and_forward_show_the_box_and_the_list_agreeing(page):
    search_and_take_the_chip_away(page)
    page.go_back()
    expect(page.locator(".cl-customers tbody tr")).to_have_count(6)
    expect(page.locator("#id_q")).to_have_value("rossi")
    page.wait_for_load_state("load")  # Before the deferred scripts have run nobody hears of the way forward.
    page.go_forward()
    expect(page.locator(".cl-customers tbody tr")).to_have_count(20)
    expect(page.locator("#id_q")).to_have_value("")


def test_what_is_being_typed_stays_when_another_list_comes(page):
    """A filter's answer on its way must not take letters away from under somebody's fingers."""
    page.click("#cl-filter-button")
    page.locator(".cl-sheet summary", has_text="Orders").first.click()
    page.locator("#id_orders_to").press_sequentially("9")
    page.locator("#id_q").press_sequentially("rossi", delay=150)
    expect(page.locator(".cl-customers tbody tr")).to_have_count(6)
    expect(page.locator("#id_q")).to_have_value("rossi")
    expect(page.locator(".cl-chip")).to_have_count(2)


def test_a_filter_keeps_the_order_and_the_page_size(page, shop):
    page.goto(f"{shop.url}/dashboard/users/?size=50")
    page.click("#cl-filter-button")
    page.locator(".cl-sheet summary", has_text="Orders").first.click()
    page.locator("thead a", has_text="Name").click()
    expect(page.locator(".cl-who strong").first).to_have_text("Ada Bianchi")
    page.fill("#id_orders_to", "9")
    expect(page).to_have_url(re.compile(r"orders_to=9&sort=name&size=50$"))
    expect(page.locator(".cl-customers tbody tr")).to_have_count(30)


def test_a_click_on_a_head_sorts_and_a_second_one_turns_it_round(page):
    page.locator("thead a", has_text="Name").click()
    expect(page.locator(".cl-who strong").first).to_have_text("Ada Bianchi")
    page.locator("thead a", has_text="Name").click()
    expect(page.locator(".cl-who strong").first).to_have_text("Giò Verdi")
    expect(page.locator("th[aria-sort=descending]")).to_have_text(re.compile("Name"))


def test_the_next_page_has_the_rest(page):
    page.locator(".cl-pages a[rel=next]").click()
    expect(page.locator(".cl-customers tbody tr")).to_have_count(10)


def test_chosen_rows_get_a_group_after_a_confirmation(page):
    for row in (0, 1):
        page.locator("input[name=selected]").nth(row).check()
    expect(page.locator(".cl-actionbar")).to_contain_text("2 chosen")
    page.locator(".cl-actionbar button", has_text="Change group").click()
    page.select_option("select[name=group]", label="VIP")
    page.locator(".cl-savebar button[type=submit]").click()
    page.wait_for_selector(".alert-success")
    assert Customer.objects.filter(group__name="VIP").count() == 2


def test_a_customer_is_added_by_hand(page):
    page.locator("a", has_text="Add customer").click()
    page.fill("#id_email", "nuova@example.com")
    page.fill("#id_first_name", "Nuova")
    page.locator(".cl-savebar button[type=submit]").first.click()
    page.wait_for_selector(".cl-person")
    assert Customer.objects.get(email="nuova@example.com").source == "staff"


def test_a_second_customer_with_the_same_address_is_refused_with_words(page, shop):
    page.goto(f"{shop.url}/dashboard/users/add/")
    page.fill("#id_email", "BOB.Rossi@example.com")
    page.locator(".cl-savebar button[type=submit]").first.click()
    expect(page.locator(".cl-errors")).to_be_visible()
    expect(page.locator(".cl-errors")).to_contain_text("Bob Rossi")


def test_editing_keeps_what_was_typed(page, shop):
    open_profile(page, shop)
    page.locator(".cl-head-actions a", has_text="Edit").click()
    page.fill("#id_company", "Forno Rossi Srl")
    page.locator(".cl-savebar button[type=submit]").first.click()
    page.wait_for_selector(".cl-person")
    page.goto(f"{shop.url}/dashboard/users/?q=forno")
    expect(page.locator(".cl-who strong")).to_have_text("Bob Rossi")


def test_leaving_with_unsaved_changes_asks(page, shop):
    page.goto(f"{shop.url}/dashboard/users/{user_of('Bob', 'Rossi').pk}/edit/")
    page.locator("#id_company").press_sequentially("Forno")
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"{shop.url}/dashboard/users/")
    assert asked == ["beforeunload"]


def test_tabs_are_loaded_when_they_are_opened(page, shop):
    open_profile(page, shop)
    page.locator(".cl-tab", has_text="Orders").click()
    expect(page.locator("#cl-panel")).to_contain_text("100777")
    page.locator(".cl-tab", has_text="Timeline").click()
    expect(page).to_have_url(re.compile("tab=activity"))


def test_the_bars_of_orders_per_month_stand_on_the_ground(page, shop):
    open_profile(page, shop)
    month = page.locator(".cl-chart g", has=page.locator(".cl-bar"))
    bar, whole = month.locator(".cl-bar").bounding_box(), month.locator(".cl-bar-room").bounding_box()
    assert bar["y"] + bar["height"] == pytest.approx(whole["y"] + whole["height"])


def test_the_arrow_keys_walk_along_the_tabs(page, shop):
    open_profile(page, shop)
    page.locator(".cl-tab", has_text="Overview").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".cl-tab", has_text="Orders")).to_be_focused()


def test_a_group_is_made_and_has_its_people(page, shop):
    page.goto(f"{shop.url}/dashboard/users/groups/add/")
    page.fill("#id_name", "Wholesale")
    page.locator(".cl-savebar button[type=submit]").first.click()
    page.wait_for_selector("text=Wholesale")
    assert CustomerGroup.objects.filter(name="Wholesale").exists()


def test_a_password_that_staff_chose_signs_in(page, shop, chromium):
    bob = user_of("Bob", "Rossi")
    proven(bob)
    page.goto(f"{shop.url}/dashboard/users/{bob.pk}/password/")
    page.fill("#id_password", "four-loaves-of-bread")
    page.locator(".cl-savebar button[type=submit]").first.click()
    page.wait_for_selector(".alert-success")
    other = chromium.new_context().new_page()
    other.goto(f"{shop.url}/accounts/login/")
    other.click(".cl-with-password > summary")
    other.fill("#id_login", bob.email)
    other.fill("#id_password", "four-loaves-of-bread")
    other.press("#id_password", "Enter")
    other.wait_for_selector("a[href*=logout]", state="attached")
    other.context.close()


def test_deleting_says_what_will_happen_and_keeps_the_order(page, shop):
    bob = user_of("Bob", "Rossi")
    page.goto(f"{shop.url}/dashboard/users/{bob.pk}/")
    page.locator(".cl-head-actions summary").click()
    page.locator(".cl-head-actions a", has_text="Delete").click()
    expect(page.locator(".cl-danger")).to_contain_text("1")
    page.locator(".cl-savebar .btn-danger").click()
    page.wait_for_selector("#cl-results")
    bob.refresh_from_db()
    assert not bob.is_active
    assert bob.orders.count() == 1
    page.goto(f"{shop.url}/dashboard/users/?q=bob+rossi")
    expect(page.locator(".cl-empty")).to_be_visible()


@NARROW
@pytest.mark.parametrize(
    "place", ["", "add/", "groups/", "tags/", "columns/", "{bob}/", "{bob}/edit/", "{bob}/?tab=orders", "{bob}/delete/"]
)
def test_no_page_is_wider_than_a_phone(page, shop, place):
    page.goto(f"{shop.url}/dashboard/users/{place.format(bob=user_of('Bob', 'Rossi').pk)}")
    assert fits(page)


@NARROW
def test_on_a_phone_the_filters_fill_the_screen(page):
    page.click("#cl-filter-button")
    page.wait_for_selector(".cl-sheet form")
    assert page.locator(".cl-sheet").bounding_box()["width"] == 390


@NARROW
def test_on_a_phone_a_choice_sorts_what_was_searched(page, shop):
    page.goto(f"{shop.url}/dashboard/users/?q=verdi&size=50")
    page.select_option("#cl-sort", label="Name")
    expect(page.locator(".cl-who strong").first).to_have_text("Ada Verdi")
    expect(page).to_have_url(re.compile(r"q=verdi&size=50&sort=name$"))


@NARROW
def test_on_a_phone_one_tap_turns_the_order_round(page):
    expect(page.locator("#cl-sort option:checked")).to_have_text("Joined")
    page.get_by_role("link", name="Descending: turn the order round").click()
    expect(page.locator(".cl-who strong").first).to_have_text("Ada Bianchi")
    expect(page.locator("#cl-sort option:checked")).to_have_text("Joined")
    expect(page.locator("#cl-turn")).to_have_text(re.compile("Ascending"))


@NARROW
def test_on_a_phone_the_keyboard_stays_at_the_choice_that_sorts(page):
    page.locator("#cl-sort").focus()
    page.keyboard.press("Home")
    expect(page).to_have_url(re.compile("sort=name"))
    expect(page.locator(".cl-who strong").first).to_have_text("Ada Bianchi")
    expect(page.locator("#cl-sort")).to_be_focused()


def test_the_tick_in_the_head_follows_the_rows(page):
    page.check("thead [data-cl-all]")
    page.uncheck("input[name=selected] >> nth=3")
    expect(page.locator("thead [data-cl-all]")).not_to_be_checked()


@NARROW
def test_on_a_phone_one_tick_chooses_the_page(page):
    page.get_by_label("All on this page", exact=True).check()
    expect(page.locator("tr.cl-chosen")).to_have_count(20)
    expect(page.locator(".cl-actionbar")).to_contain_text("20 chosen")
    page.uncheck("input[name=selected] >> nth=3")
    expect(page.get_by_label("All on this page", exact=True)).not_to_be_checked()


@NARROW
@pytest.mark.parametrize("language", ["en", "it"])
def test_on_a_phone_the_bar_above_the_cards_is_one_line(page, shop, language):
    page.context.add_cookies([{"name": "django_language", "value": language, "url": shop.url}])
    page.goto(f"{shop.url}/dashboard/users/")
    assert page.locator(".cl-phone").bounding_box()["height"] < 40
    assert fits(page)


def test_where_the_table_has_a_head_there_is_no_bar_above_it(page):
    expect(page.locator("thead [data-cl-all]")).to_be_visible()
    expect(page.locator(".cl-phone")).to_be_hidden()


def test_a_phone_sorts_without_javascript(chromium, shop, page):
    plain = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900})
    plain.add_cookies(page.context.cookies())
    still = plain.new_page()
    still.goto(f"{shop.url}/dashboard/users/?q=rossi")
    still.select_option("#cl-sort", label="Name")
    still.click(".cl-phone button")
    expect(still.locator(".cl-who strong").first).to_have_text("Ada Rossi")
    expect(still.locator(".cl-customers tbody tr")).to_have_count(6)
    plain.close()


def test_the_list_works_without_javascript(chromium, shop, page):
    cookies = page.context.cookies()
    plain = chromium.new_context(java_script_enabled=False)
    plain.add_cookies(cookies)
    still = plain.new_page()
    still.goto(f"{shop.url}/dashboard/users/")
    still.fill("#id_q", "gio rossi")
    still.press("#id_q", "Enter")
    expect(still.locator(".cl-customers tbody tr")).to_have_count(1)
    still.click("#cl-filter-button")
    expect(still.locator("form.cl-sheet-form")).to_be_visible()
    plain.close()
