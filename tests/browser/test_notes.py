"""A merchant writes a note with a file; the alert is met in the list and on the order; nothing in a file ever runs."""

import io
import os
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override
from PIL import Image
from playwright.sync_api import expect

from oscar_clienti.models import Note, NoteFile
from oscar_clienti.services import notes

from .test_customers import NARROW, fits, open_profile, user_of
from .test_messages import asked_of

pytestmark = pytest.mark.django_db
BOTH = pytest.mark.parametrize("page", [1280, 390], indirect=True)
SAVE = ".cl-note-save .btn-primary"
EVIL = b"window.ran = true; document.title = 'ran'; fetch('/ran')"


@pytest.fixture
def shots():
    """Pictures to look at, in the folder that CLIENTI_SHOTS names."""
    folder = os.environ.get("CLIENTI_SHOTS")

    def take(page, name):
        if folder:
            page.screenshot(path=f"{folder}/{name}-{page.viewport_size['width']}-{page.language}.png", full_page=True)

    return take


def bob():
    return user_of("Bob", "Rossi").customer


def polyglot():
    """A true picture that is a page, too."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "PNG")
    return out.getvalue() + b"<html><body><script>" + EVIL + b"</script></body></html>"


def tab(page, shop):
    open_profile(page, shop)
    page.click("#tab-notes")
    page.wait_for_selector(".cl-note-box")


@BOTH
@pytest.mark.parametrize("language", ["en", "it"])
def test_a_note_with_a_file_and_its_alert_in_list_and_order(page, shop, language, shots):
    page.context.add_cookies([{"name": "django_language", "value": language, "url": shop.url}])
    page.language = language
    tab(page, shop)
    page.fill("#note-text", "Deaf: write, never call.\nPays by transfer.")
    page.select_option("#note-alert", "red")
    page.fill("#note-follow_up_on", str(timezone.localdate()))
    page.set_input_files("#note-uploads", {"name": "Contratto.pdf", "mimeType": "text/html", "buffer": b"%PDF-1.7 x"})
    shots(page, "box")
    assert fits(page)
    page.click(SAVE)
    expect(page.locator(".cl-alert-wide")).to_contain_text("Deaf: write, never call.")
    expect(page.locator(".cl-notes > li")).to_contain_text("Pays by transfer.")
    shots(page, "profile")
    assert fits(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Contratto.pdf").click()
    assert download.value.suggested_filename == "Contratto.pdf"

    page.goto(f"{shop.url}/dashboard/users/?q=bob+rossi")
    expect(page.locator(".cl-customers .cl-alert-red")).to_contain_text("Deaf: write")
    shots(page, "list")
    assert fits(page)
    page.goto(f"{shop.url}/dashboard/orders/100777/")
    expect(page.locator(".cl-alert-red")).to_contain_text("Deaf: write")
    shots(page, "order")

    page.goto(f"{shop.url}/dashboard/users/notes/follow-ups/")
    shots(page, "calls")
    assert fits(page)
    page.locator(".cl-call-acts .btn-primary").click()
    page.wait_for_selector(".cl-empty")
    assert Note.objects.get().done_at is not None


def test_files_are_dropped_on_the_box(page, shop):
    tab(page, shop)
    page.fill("#note-text", "With a drawing")
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.items.add(new File(['Called her.'], 'a.txt'));
            data.items.add(new File(['%PDF-1.7'], 'b.pdf'));
            const box = document.querySelector('.cl-note-box');
            for (const kind of ['dragover', 'drop'])
                box.dispatchEvent(new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
        }"""
    )
    page.click(SAVE)
    expect(page.locator(".cl-note-files li")).to_have_count(2)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>' + EVIL + b"</script></svg>"),
        ("a.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="' + EVIL + b'"/>'),
        ("a.html", b"<!doctype html><script>" + EVIL + b"</script>"),
        ("a.txt", b"Dear shop,\n<script>" + EVIL + b"</script>"),
        ("a.pdf", b"GIF89a/*<script>*/=1;" + EVIL),
    ],
)
def test_what_could_run_is_refused_and_the_words_stay(page, shop, name, content):
    tab(page, shop)
    page.fill("#note-text", "With a drawing")
    page.set_input_files("#note-uploads", {"name": name, "mimeType": "application/pdf", "buffer": content})
    page.click(SAVE)
    expect(page.locator("#field-uploads .cl-error").first).to_contain_text(name)
    expect(page.locator("#id_text")).to_have_value("With a drawing")
    assert not NoteFile.objects.exists()


@pytest.mark.parametrize("name", ["a.html", "a.svg", "a.png", "a.html.png"])
def test_a_picture_that_is_a_page_too_runs_nothing(page, shop, name):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    tab(page, shop)
    page.fill("#note-text", "With a drawing")
    page.set_input_files("#note-uploads", {"name": name, "mimeType": "text/html", "buffer": polyglot()})
    page.click(SAVE)
    address = page.locator(".cl-note-files a").get_attribute("href")
    with page.expect_download() as download:
        page.evaluate("address => { window.location = address }", address)
    assert download.value.suggested_filename.endswith(".png")
    # In a frame, as an image, as a script, as a page that another window opens: nothing of it runs.
    page.evaluate(
        """async address => {
            for (const [kind, name] of [['iframe', 'src'], ['embed', 'src'], ['object', 'data'], ['script', 'src']]) {
                const part = document.createElement(kind);
                part[name] = address;
                document.body.append(part);
            }
            await new Promise(done => setTimeout(done, 500));
        }""",
        address,
    )
    assert page.evaluate("window.ran") is None
    assert not [url for url in asked if url.endswith("/ran")]


def test_a_note_is_edited_and_deleted(page, shop):
    notes.write(bob(), text="Deaf", by=None)
    tab(page, shop)
    page.click(".cl-note-acts a >> nth=0")
    page.fill("#id_text", "Deaf on one ear")
    page.click(".cl-savebar .btn-primary")
    expect(page.locator(".cl-notes > li")).to_contain_text("edited by Alice")
    page.click(".cl-note-acts .cl-menu-danger")
    expect(page.locator(".cl-consequences")).to_contain_text("deleted for everybody")
    page.click(".cl-savebar .btn-danger")
    expect(page.locator("#cl-panel .cl-empty")).to_be_visible()


def test_enter_in_the_other_day_postpones_the_call(page, shop):
    today = timezone.localdate()
    notes.write(bob(), text="Call him", follow_up_on=today, by=None)
    page.goto(f"{shop.url}/dashboard/users/notes/follow-ups/")
    page.press(".cl-call-later input[type=date]", "Enter")
    page.wait_for_selector(".cl-empty")
    note = Note.objects.get()
    assert (note.done_at, note.follow_up_on) == (None, today + timedelta(days=1))


# --- What was typed is not lost


@pytest.fixture
def half_written(page, shop):
    """Alice has begun a note about Bob, and not saved it."""
    tab(page, shop)
    page.fill("#note-text", "Deaf: write, ne")
    return page


@pytest.mark.parametrize("way", ["#tab-orders", ".cl-facts-column a[href='?tab=addresses']"])
def test_whoever_keeps_a_half_written_note_stays_at_it(half_written, way):
    asked = asked_of(half_written, goes_on=False)
    half_written.click(way)
    expect(half_written.locator("#note-text")).to_have_value("Deaf: write, ne")
    expect(half_written.locator("#tab-notes")).to_have_attribute("aria-selected", "true")
    expect(half_written).to_have_url(re.compile(r"\?tab=notes$"))
    assert asked == ["confirm"]


@pytest.mark.parametrize(
    ("way", "key"), [("#tab-orders", "orders"), (".cl-facts-column a[href='?tab=addresses']", "addresses")]
)
def test_whoever_gives_a_half_written_note_up_goes_on(half_written, way, key):
    asked = asked_of(half_written, goes_on=True)
    half_written.click(way)
    expect(half_written.locator(f"#tab-{key}")).to_have_attribute("aria-selected", "true")
    expect(half_written).to_have_url(re.compile(rf"\?tab={key}$"))
    half_written.click("#tab-notes")
    expect(half_written.locator("#note-text")).to_have_value("")
    assert asked == ["confirm"]


def test_a_half_written_note_is_not_lost_by_leaving(half_written, shop):
    asked = asked_of(half_written, goes_on=True)
    half_written.goto(f"{shop.url}/dashboard/users/")
    assert asked == ["beforeunload"]


def test_saving_a_note_asks_nothing(half_written):
    asked = asked_of(half_written, goes_on=False)
    half_written.click(SAVE)
    expect(half_written.locator(".cl-notes > li")).to_have_count(1)
    assert asked == []


CLICKS = """between => {
    const sent = [], back = new PageTransitionEvent('pageshow', {persisted: true});
    window.addEventListener('submit', event => { sent.push(!event.defaultPrevented); });
    document.querySelector('.cl-note-save .btn-primary').click();
    if (between) window.dispatchEvent(back);
    document.querySelector('.cl-note-save .btn-primary').click();
    return sent;
}"""


def test_a_second_click_sends_nothing(half_written):
    assert half_written.evaluate(CLICKS, False) == [True, False]
    expect(half_written.locator(".cl-notes > li")).to_have_count(1)


def test_whoever_comes_back_to_the_page_as_it_was_sends_again(half_written):
    assert half_written.evaluate(CLICKS, True) == [True, True]
    expect(half_written.locator(".cl-notes > li")).to_have_count(1)


def test_whoever_comes_back_from_an_error_saves_again(half_written):
    half_written.route("**/notes/add/", lambda route: route.fulfill(status=502, body="Bad gateway"))
    half_written.click(SAVE)
    expect(half_written.locator("body")).to_have_text("Bad gateway")
    half_written.unroute("**/notes/add/")
    half_written.go_back()
    half_written.fill("#note-text", "Deaf: write, never call")
    half_written.click(SAVE)
    expect(half_written.locator(".cl-notes > li")).to_have_count(1)


@NARROW
def test_long_words_and_long_notes_fit_a_phone(page, shop):
    with override("en"):
        notes.write(bob(), text="x" * 300 + " " + "word " * 200, alert=True, by=None)
    tab(page, shop)
    assert fits(page)
    page.goto(f"{shop.url}/dashboard/users/")
    page.wait_for_selector(".cl-customers .cl-alert")
    assert fits(page)
