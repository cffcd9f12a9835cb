"""All that match: offered on the list, asked with its number, done at once for a few and as a job for many."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.messages import get_messages
from django.urls import reverse

from oscar_clienti.dashboard.views.bulk import choices
from oscar_clienti.models import Customer, CustomerGroup, Job, ListPreference, State
from oscar_clienti.services import bulk, jobs, sync
from tests.conftest import make_user

pytestmark = pytest.mark.django_db

LIST = reverse("dashboard:users-index")


def route(name):
    return reverse(f"dashboard:customer-bulk-{name}")


def across(query="", **more):
    return {"across": "1", "filter": query, **more}


def confirmed(query="", **more):
    return across(query, confirmed="1", upper=str(bulk.Crowd.now(query).upper), **more)


def said(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def inactive():
    return Customer.objects.inactive().count()


@pytest.fixture
def crowd(db):
    """Thirty customers, of whom twelve are tax-exempt."""
    users = [make_user(first_name=f"Nr {number:02}") for number in range(30)]
    sync.refresh([user.pk for user in users])
    Customer.objects.filter(pk__in=[user.pk for user in users[:12]]).update(tax_exempt=True)
    return users


@pytest.fixture
def few(monkeypatch):
    """Already more than ten people are many."""
    monkeypatch.setattr("oscar_clienti.dashboard.views.bulk.base.AT_MOST", 10)


def test_the_list_offers_all_that_match(as_alice, crowd):
    html = as_alice.get(LIST, {"size": 20}).content.decode()
    assert "choose all 30 that match" in html
    assert 'name="across" value="1"' in html


def test_the_list_offers_them_with_its_filter(as_alice, crowd):
    response = as_alice.get(LIST, {"size": 20, "q": "nr"})
    assert '<input type="hidden" name="filter" value="q=nr">' in response.content.decode()


def test_a_page_that_has_everybody_offers_nobody_else(as_alice, crowd):
    assert 'name="across"' not in as_alice.get(LIST, {"tax_exempt": "yes"}).content.decode()


def test_more_than_anybody_counted_are_offered_too(as_alice, crowd, settings):
    settings.OSCAR_CLIENTI_COUNT_LIMIT = 25
    assert "choose all that match (more than 25)" in as_alice.get(LIST, {"size": 20}).content.decode()


def test_the_list_says_that_deleting_is_for_chosen_rows(as_alice, crowd):
    assert "Only for customers ticked one by one: Delete" in as_alice.get(LIST, {"size": 20}).content.decode()


def test_the_confirmation_says_how_many_who_and_who_not(as_alice, crowd):
    html = as_alice.post(route("deactivate"), across("tax_exempt=yes")).content.decode()
    for words in ("12 customers can", "Tax-exempt: yes", "Nr 00", "and 2 more", "never match"):
        assert words in html


def test_the_confirmation_counts_those_for_whom_there_is_nothing_to_do(as_alice, crowd):
    html = as_alice.post(route("exempt"), across()).content.decode()
    assert "18 customers are exempt" in html and "12 are tax-exempt already." in html


def test_without_a_filter_it_says_everybody(as_alice, crowd):
    assert "there is no filter" in as_alice.post(route("deactivate"), across()).content.decode()


def test_asking_changes_nobody(as_alice, crowd):
    as_alice.post(route("deactivate"), across())
    assert inactive() == 0


def test_confirmed_without_the_number_of_the_confirmation_only_asks(as_alice, crowd):
    response = as_alice.post(route("deactivate"), across(confirmed="1"))
    assert (response.status_code, inactive()) == (200, 0)


def test_a_few_are_changed_at_once(as_alice, crowd):
    response = as_alice.post(route("deactivate"), confirmed("tax_exempt=yes"))
    assert "12 customers were deactivated." in said(response)
    assert inactive() == 12


def test_who_came_after_the_confirmation_is_not_touched(as_alice, crowd):
    data = confirmed()
    late = make_user()
    sync.refresh([late.pk])
    as_alice.post(route("deactivate"), data)
    assert Customer.objects.get(pk=late.pk).state == State.ACTIVE


def test_many_are_a_job_with_its_own_page(as_alice, crowd, few):
    response = as_alice.post(route("deactivate"), confirmed())
    job = Job.objects.get()
    assert response.url == reverse("dashboard:customer-job", args=[job.pk])
    assert (job.kind, job.total) == ("bulk", 30)


def test_the_confirmation_says_that_many_go_on_in_the_background(as_alice, crowd, few):
    assert "in the background" in as_alice.post(route("deactivate"), across()).content.decode()


def test_the_job_gets_what_the_form_asked_for(as_alice, crowd, few):
    vip = CustomerGroup.objects.create(name="VIP")
    as_alice.post(route("assign-group"), confirmed(group=vip.pk))
    while jobs.work(Job.objects.get().pk):
        pass
    assert Customer.objects.filter(group=vip).count() == 30


def test_fifteen_hundred_without_a_queue(as_alice, settings, django_capture_on_commit_callbacks):
    settings.OSCAR_CLIENTI_JOB_CHUNK_ROWS = 400
    User = get_user_model()
    name = User.USERNAME_FIELD
    User.objects.bulk_create(
        User(**{"email": f"nr{n}@example.com", name: f"nr{n}@example.com"}, password="!") for n in range(1500)
    )
    sync.refresh(User.objects.filter(is_staff=False).values_list("pk", flat=True))
    with django_capture_on_commit_callbacks(execute=True):
        as_alice.post(route("deactivate"), confirmed())
    job = Job.objects.get()
    while jobs.work(job.pk, seconds=2):
        pass
    assert (Job.objects.get().state, inactive()) == (Job.State.DONE, 1500)


def test_staff_inside_the_filter_stay_as_they_are(as_alice, alice, root, crowd):
    sync.refresh([alice.pk, root.pk])
    as_alice.post(route("exempt"), confirmed())
    assert not Customer.objects.filter(state=State.STAFF, tax_exempt=True).exists()


def test_who_may_only_look_changes_nobody(client, viewer, crowd):
    client.force_login(viewer)
    assert client.post(route("deactivate"), confirmed()).status_code == 403
    assert (inactive(), Job.objects.count()) == (0, 0)


def test_deleting_is_refused_with_the_way_to_do_it(as_alice, crowd):
    response = as_alice.post(route("delete"), confirmed())
    assert "ticked in the list" in said(response)
    assert Customer.objects.shoppers().count() == 30


@pytest.mark.parametrize("query", ["group=4711", "tag=9", "gone=yes", "orders_from=many"])
def test_half_a_filter_is_nobody(as_alice, crowd, query):
    response = as_alice.post(route("deactivate"), {**across(query), "confirmed": "1", "upper": "99999999"})
    assert "no longer understood" in said(response)
    assert inactive() == 0


@pytest.mark.parametrize("upper", ["", "abc", "-1", "²", "9" * 40, "1\x00"])
def test_an_upper_key_that_is_none_only_asks(as_alice, crowd, upper):
    response = as_alice.post(route("deactivate"), across(confirmed="1", upper=upper))
    assert (response.status_code, inactive()) == (200, 0)


def test_a_job_is_for_more_than_a_page_of_the_list():
    assert max(ListPreference.PAGE_SIZES) <= choices.AT_MOST
