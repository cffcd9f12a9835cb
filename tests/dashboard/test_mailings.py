"""Writing to many, page by page: chosen in the list, written, looked at, tried, asked with numbers, and afterwards."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from oscar_clienti.models import Job, Mailing, MailingDelivery, Segment
from oscar_clienti.services import consents, mailings, sync
from tests.conftest import customer_of, grant, make_user

pytestmark = pytest.mark.django_db

WRITE = reverse("dashboard:customer-bulk-write")
LIST = reverse("dashboard:customer-mailing-list")
TEXT = {"en": {"subject": "Summer, {first_name}", "body": "Dear {first_name},\nnew bread."}}


def page(name, mailing):
    return reverse(f"dashboard:customer-mailing{name and '-'}{name}", args=[mailing.pk])


def said(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


@pytest.fixture
def people(bob, carol):
    sync.refresh([bob.pk, carol.pk])
    consents.grant(customer_of(bob), channel="email", source="account", wording="Yes", by=bob)
    return [bob, carol]


@pytest.fixture
def draft(alice, people):
    mailing = mailings.begin(chosen=[user.pk for user in people], by=alice)
    return mailings.write(mailing, kind="marketing", texts=TEXT, by=alice)


def test_the_list_offers_to_write_to_the_chosen_ones(as_alice, people):
    assert f'formaction="{WRITE}"' in as_alice.get(reverse("dashboard:users-index")).content.decode()


def test_whoever_may_not_write_is_not_offered_it(client, viewer, people):
    client.force_login(viewer)
    assert WRITE not in client.get(reverse("dashboard:users-index")).content.decode()


def test_the_chosen_ones_become_a_draft(as_alice, people, bob):
    response = as_alice.post(WRITE, {"selected": [bob.pk]})
    mailing = Mailing.objects.get()
    assert (mailing.chosen, mailing.by_name) == ([bob.pk], "Alice Bottega")
    assert response.url == page("edit", mailing)


def test_all_who_match_become_a_draft(as_alice, people):
    as_alice.post(WRITE, {"across": "1", "filter": "q=bob"})
    assert (Mailing.objects.get().query, Mailing.objects.get().chosen) == ("q=bob", None)


def test_staff_among_the_chosen_ones_are_left_out_and_named(as_alice, people, bob, root):
    customer_of(root)
    response = as_alice.post(WRITE, {"selected": [bob.pk, root.pk]})
    assert Mailing.objects.get().chosen == [bob.pk]
    assert "account of staff" in said(response)


def test_nobody_is_no_draft(as_alice, people):
    response = as_alice.post(WRITE, {"across": "1", "filter": "q=nobody-is-called-so"})
    assert "Nobody is there" in said(response) and not Mailing.objects.exists()


def test_half_a_filter_is_no_draft(as_alice, people):
    as_alice.post(WRITE, {"across": "1", "filter": "group=4711"})
    assert not Mailing.objects.exists()


def test_a_segment_offers_to_write_to_it(as_alice, people):
    Segment.objects.create(name="Bobs", query="q=bob")
    html = as_alice.get(reverse("dashboard:customer-segment-list")).content.decode()
    assert WRITE in html and 'name="filter" value="q=bob"' in html


def test_the_form_says_what_each_kind_means_in_numbers(as_alice, draft):
    html = as_alice.get(page("edit", draft)).content.decode()
    assert "Will get it: 1 of 2." in html and "Will get it: 2 of 2." in html
    assert "2 chosen · 1 said yes to e-mail marketing · 1 will get it" in html


def test_the_form_shows_every_placeholder(as_alice, draft):
    assert 'data-cl-insert="{first_name}"' in as_alice.get(page("edit", draft)).content.decode()


def test_what_was_written_is_kept_and_shown_as_one_person_reads_it(as_alice, draft):
    data = {"kind": "service", "subject-en": "Hello {first_name}", "body-en": "Bread & {first_name}"}
    response = as_alice.post(page("edit", draft), data, follow=True)
    html = response.content.decode()
    assert "<strong>Hello Bob</strong>" in html and "As Bob Rossi reads it" in html
    assert "iframe sandbox srcdoc" in html


def test_the_next_person_follows(as_alice, draft, bob, carol):
    mailings.write(draft, kind="service", texts=TEXT, by=None)
    assert "As Carol Verdi reads it" in as_alice.get(page("", draft), {"after": bob.pk}).content.decode()
    assert "As Bob Rossi reads it" in as_alice.get(page("", draft), {"after": carol.pk}).content.decode()


def test_a_preview_has_nobodys_real_link(as_alice, draft):
    html = as_alice.get(page("", draft)).content.decode()
    assert "/unsubscribe/example/" in html and html.count("/unsubscribe/") == 1


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"subject-en": "One\nBcc: eve@example.com", "body-en": "x"}, "subject-en"),
        ({"subject-en": "One", "body-en": ""}, "body-en"),
        ({"subject-en": "One", "body-en": "{password}"}, "body-en"),
        ({}, "subject-en"),
        ({"subject-en": "x" * 201, "body-en": "x"}, "subject-en"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(as_alice, draft, data, field):
    response = as_alice.post(page("edit", draft), {"kind": "marketing", **data})
    assert response.status_code == 200 and field in response.context["form"].errors


def test_without_consent_the_page_says_why_nobody_would_get_it(as_alice, draft, bob):
    consents.withdraw(customer_of(bob), channel="email", source="account", by=bob)
    html = as_alice.get(page("", draft)).content.decode()
    assert "Nobody would get it" in html and page("send", draft) not in html


def test_a_test_goes_to_oneself(as_alice, draft):
    response = as_alice.post(page("test", draft))
    assert "A test was sent to alice@shop.example." in said(response)
    assert [message.to for message in mail.outbox] == [["alice@shop.example"]]


def test_a_test_that_cannot_be_sent_is_told_whatever_the_backend_raises(as_alice, draft, settings, caplog):
    settings.EMAIL_BACKEND = "tests.mail_server.Stumbling"
    response = as_alice.post(page("test", draft))
    assert "the mail server could not be reached" in said(response)
    assert "Unhappy" in caplog.text and "alice@" not in caplog.text


def test_a_test_is_nothing_to_look_at(as_alice, draft):
    assert as_alice.get(page("test", draft)).status_code == 405 and not mail.outbox


def test_the_question_says_how_many(as_alice, draft):
    html = as_alice.get(page("send", draft)).content.decode()
    assert "Send to 1 customer" in html and "1 will get it" in html
    assert not Job.objects.exists()


@pytest.fixture
def yes(draft):
    """What the page of the question sends."""
    return {"upper": "999999", "seal": mailings.seal(draft)}


def test_yes_starts_it_and_leads_to_the_job(as_alice, draft, yes):
    assert f'value="{yes["seal"]}"' in as_alice.get(page("send", draft)).content.decode()
    response = as_alice.post(page("send", draft), yes)
    assert response.url == reverse("dashboard:customer-job", args=[Job.objects.get().pk])


@pytest.mark.parametrize("change", [{"kind": "service"}, {"texts": {"en": {"subject": "Other", "body": "Words"}}}])
def test_what_was_changed_while_the_question_was_open_is_not_sent(as_alice, draft, yes, change):
    Mailing.objects.filter(pk=draft.pk).update(**change)
    response = as_alice.post(page("send", draft), yes)
    assert "changed meanwhile" in said(response) and not Job.objects.exists()


def test_a_double_click_leads_to_the_same_job(as_alice, draft, yes):
    first, second = (as_alice.post(page("send", draft), yes) for _time in range(2))
    assert first.url == second.url and Job.objects.count() == 1


def test_once_it_runs_the_text_can_not_be_changed(as_alice, draft):
    mailings.start(draft, by=None)
    assert as_alice.get(page("edit", draft)).url == page("", draft)
    as_alice.post(page("edit", draft), {"kind": "service", "subject-en": "x", "body-en": "x"})
    assert Mailing.objects.get().kind == "marketing"


def test_a_filter_that_lost_a_part_is_told_and_nothing_can_be_sent(as_alice, draft, yes):
    Mailing.objects.update(chosen=None, query="group=4711")
    assert "lost a part" in as_alice.get(page("", draft)).content.decode()
    as_alice.post(page("send", draft), yes)
    assert not Job.objects.exists()


@pytest.fixture
def sent(draft, bob, carol):
    """Bob has it, Carol's was refused."""
    Mailing.objects.filter(pk=draft.pk).update(
        started_at="2026-01-01T00:00Z",
        job=Job.objects.create(kind="mailing", state="done", params={"mailing": draft.pk}),
    )
    for user, state, reason in ((bob, "sent", ""), (carol, "failed", "refused")):
        MailingDelivery.objects.create(
            mailing=draft, customer=customer_of(user), address=user.email, state=state, reason=reason
        )
    return Mailing.objects.get(pk=draft.pk)


def test_afterwards_it_says_who_got_it(as_alice, sent):
    html = as_alice.get(page("", sent)).content.decode()
    assert "bob@example.com" in html and "carol@example.com" not in html


def test_and_who_did_not_and_why(as_alice, sent):
    html = as_alice.get(page("", sent), {"state": "failed"}).content.decode()
    assert "carol@example.com" in html and "The mail server refused it" in html and "bob@example.com" not in html


def test_trying_again_asks_with_the_number(as_alice, sent):
    assert page("retry", sent) in as_alice.get(page("", sent)).content.decode()
    assert "Try 1 e-mail again?" in as_alice.get(page("retry", sent)).content.decode()


def test_trying_again_is_a_job(as_alice, sent):
    as_alice.post(page("retry", sent))
    assert Job.objects.order_by("-pk").first().params["mailing"] == sent.pk


@pytest.fixture
def unsure(sent, bob):
    """Bob perhaps has it, since an hour; nobody was refused."""
    rows = sent.deliveries.filter(customer=bob.pk)
    rows.update(state="claimed", at=timezone.now() - timedelta(hours=1))
    sent.deliveries.filter(state="failed").update(state="sent")
    return sent


def test_who_perhaps_has_it_gets_it_again_by_the_merchants_word(as_alice, unsure):
    html = as_alice.get(page("", unsure)).content.decode()
    assert "Send it again to those who perhaps have it" in html
    assert "Send it to 1 customer who perhaps has it, too" in as_alice.get(page("retry", unsure)).content.decode()
    as_alice.post(page("retry", unsure), {"also_unsure": "on"})
    assert Job.objects.order_by("-pk").first().total == 1


def test_without_that_word_nobody_does(as_alice, unsure):
    response = as_alice.post(page("retry", unsure))
    assert "Nobody is there" in said(response)


def test_what_may_still_be_on_its_way_is_not_offered(as_alice, unsure):
    unsure.deliveries.update(at=timezone.now())
    assert page("retry", unsure) not in as_alice.get(page("", unsure)).content.decode()


def test_the_job_leads_to_who_got_it(as_alice, sent):
    as_alice.post(page("retry", sent))
    for job in Job.objects.filter(kind="mailing"):
        assert as_alice.get(reverse("dashboard:customer-mailing-open", args=[job.pk])).url == page("", sent)


def test_only_who_may_see_the_job_is_led_to_it(client, draft, alice):
    job = mailings.start(draft, by=alice)
    for user, led in ((alice, True), (grant(make_user("vera@shop.example", is_staff=True), "view_mailing"), False)):
        client.force_login(user)
        html = client.get(page("", draft)).content.decode()
        assert (reverse("dashboard:customer-job", args=[job.pk]) in html) is led


def test_the_list_of_mailings_shows_drafts_and_outcomes(as_alice, sent):
    mailings.begin(chosen=[], by=None)
    html = as_alice.get(LIST).content.decode()
    assert "Without a text yet" in html and "1 not sent" in html


def test_an_empty_list_says_how_to_begin(as_alice):
    assert "No messages to many yet" in as_alice.get(LIST).content.decode()


def test_a_draft_is_thrown_away(as_alice, draft):
    assert "Throw the draft" in as_alice.get(page("delete", draft)).content.decode()
    as_alice.post(page("delete", draft))
    assert not Mailing.objects.exists()


def test_what_was_sent_is_not_thrown_away(as_alice, sent):
    as_alice.post(page("delete", sent))
    assert Mailing.objects.exists()


def test_whoever_may_only_look_is_offered_no_act(client, sent):
    client.force_login(grant(make_user("vera@shop.example", is_staff=True), "view_mailing"))
    html = client.get(page("", sent)).content.decode()
    assert (
        page("retry", sent) not in html
        and reverse("dashboard:user-detail", args=[sent.deliveries.first().customer_id]) not in html
    )


def test_the_preview_is_shut_into_its_frame(as_alice, draft):
    html = as_alice.get(page("", draft)).content.decode()
    assert "&lt;!DOCTYPE html&gt;" in html and html.count("<body") == 1


def test_html_in_the_subject_is_text(as_alice, draft):
    data = {"kind": "service", "subject-en": "<script>alert(1)</script>", "body-en": "<img src=x onerror=alert(1)>"}
    html = as_alice.post(page("edit", draft), data, follow=True).content.decode()
    assert "<script>alert(1)" not in html and "<img src=x" not in html


def test_the_pages_of_people_cost_the_same_however_many(as_alice, sent, django_assert_max_num_queries):
    users = [make_user() for _number in range(30)]
    sync.refresh([user.pk for user in users])
    MailingDelivery.objects.bulk_create(
        MailingDelivery(mailing=sent, customer_id=user.pk, address=user.email, state="sent") for user in users
    )
    with django_assert_max_num_queries(16):
        as_alice.get(page("", sent))
