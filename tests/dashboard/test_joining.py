"""The page of a group's joining rule: set it, see what it would do before saving, apply it, remove it."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from oscar_clienti.models import Customer, Job, JoiningRule
from oscar_clienti.services import groups, jobs, memberships, sync
from tests.conftest import customer_of, grant, make_user
from tests.services.memberships.conftest import ordered

pytestmark = pytest.mark.django_db

RULE = {"min_spent": "100", "min_orders": "", "months": "12", "leaves": "on", "is_active": "on"}


@pytest.fixture
def vip(alice):
    return groups.create(name="VIP", by=alice)


@pytest.fixture
def buyers(bob, carol, eve, vip):
    """Bob bought enough, Carol is there by a rule and didn't, Eve is there by hand."""
    ordered(bob, 150)
    for person in (carol, eve):
        customer_of(person)
        Customer.objects.filter(pk=person.pk).update(group=vip, group_key="vip", group_by_rule=person == carol)
    sync.refresh([bob.pk, carol.pk, eve.pk])


def page(group, name=""):
    return reverse(f"dashboard:customer-group-joining{name and f'-{name}'}", args=[group.pk])


def said(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def members(group):
    return set(Customer.objects.filter(group=group).values_list("email", flat=True))


def test_a_rule_is_saved_and_moves_nobody_yet(as_alice, buyers, vip):
    response = as_alice.post(page(vip), RULE)
    rule = JoiningRule.objects.get()
    assert (rule.group, rule.min_spent, rule.min_orders, rule.months, rule.leaves) == (vip, 100, None, 12, True)
    assert "applied every night" in said(response)
    assert members(vip) == {"carol@example.com", "eve@example.com"}


def test_saved_and_applied_it_says_what_it_did(as_alice, buyers, vip):
    response = as_alice.post(page(vip), {**RULE, "apply": "1"})
    assert "1 customer entered the group. 1 customer left the group." in said(response)
    assert members(vip) == {"bob@example.com", "eve@example.com"}
    assert "1 entered, 1 left" in as_alice.get(page(vip)).content.decode()


def test_out_of_force_it_is_saved_and_not_applied(as_alice, buyers, vip):
    as_alice.post(page(vip), {**RULE, "is_active": "", "apply": "1"})
    assert not JoiningRule.objects.get().is_active
    assert members(vip) == {"carol@example.com", "eve@example.com"}


def test_many_are_moved_by_a_job(as_alice, alice, vip, settings):
    settings.OSCAR_CLIENTI_JOB_CHUNK_ROWS = 3
    for _ in range(7):
        ordered(make_user(), 100)
    response = as_alice.post(page(vip), {**RULE, "apply": "1"})
    job = Job.objects.get(kind="joining")
    assert response.url == reverse("dashboard:customer-job", args=[job.pk])
    assert not members(vip)
    jobs.work(job.pk)
    job = Job.objects.get(pk=job.pk)
    assert (job.state, job.by, len(members(vip))) == (Job.State.DONE, alice, 7)
    words = jobs.kinds["joining"].summary(job)
    assert words == ["7 customers entered the group.", "0 customers left the group."]
    assert (JoiningRule.objects.get().entered, JoiningRule.objects.get().left) == (7, 0)


def test_a_job_whose_rule_is_switched_off_meanwhile_moves_nobody(alice, vip, settings):
    settings.OSCAR_CLIENTI_JOB_CHUNK_ROWS = 1
    memberships.set_rule(vip, min_orders=1, by=alice)
    for _ in range(3):
        ordered(make_user(), 1)
    job = memberships.apply_now(vip, by=alice)
    memberships.set_rule(vip, is_active=False, by=alice)
    jobs.work(job.pk)
    assert not members(vip)


def test_applying_one_groups_rule_leaves_the_others_alone(alice, bob, carol, vip):
    gold = groups.create(name="Gold", by=alice)
    memberships.set_rule(vip, min_orders=2, by=alice)
    memberships.set_rule(gold, min_orders=1, by=alice)
    ordered(bob, 1)
    ordered(bob, 1)
    ordered(carol, 1)
    done = memberships.apply_now(vip, by=alice)
    assert ((done.entered, done.left), members(vip), members(gold)) == ((1, 0), {"bob@example.com"}, set())


def test_the_preview_says_it_before_anything_is_saved(as_alice, buyers, vip):
    html = as_alice.get(page(vip, "preview"), RULE).content.decode()
    assert "1 enter, 1 leave" in html
    assert "Bob Rossi" in html
    assert "Carol Verdi" in html
    assert "Eve Nero" not in html
    assert not JoiningRule.objects.exists()
    assert members(vip) == {"carol@example.com", "eve@example.com"}


@pytest.mark.parametrize(
    "asked", [{}, {"min_spent": ""}, {"min_spent": "much"}, {"min_spent": "-1"}, {"months": "0"}, {"months": "9" * 30},
              {"min_spent": "1e99"}, {"min_orders": "\x00"}]
)  # fmt: skip
def test_a_rule_that_is_none_has_no_preview_and_breaks_nothing(as_alice, buyers, vip, asked):
    html = as_alice.get(page(vip, "preview"), {**RULE, **asked} if asked else {}).content.decode()
    assert "enter, " not in html
    assert as_alice.get(page(vip, "people"), {**RULE, **asked} if asked else {}).status_code == 200


def test_a_rule_without_figures_is_told(as_alice, vip):
    response = as_alice.post(page(vip), {**RULE, "min_spent": ""})
    assert "Say how much must have been spent, or how many orders placed." in response.content.decode()
    assert not JoiningRule.objects.exists()


def test_the_lists_have_everybody(as_alice, buyers, vip):
    html = as_alice.get(page(vip, "people"), {**RULE, "who": "enter"}).content.decode()
    assert ("bob@example.com" in html, "carol@example.com" in html) == (True, False)
    html = as_alice.get(page(vip, "people"), {**RULE, "who": "leave"}).content.decode()
    assert ("bob@example.com" in html, "carol@example.com" in html) == (False, True)


@pytest.mark.parametrize("number", ["2", "99", "x"])
def test_the_list_has_pages_that_keep_the_rule(as_alice, vip, number):
    for _ in range(60):
        ordered(make_user(), 100)
    html = as_alice.get(page(vip, "people"), {**RULE, "page": number}).content.decode()
    assert "min_spent=100" in html
    assert f"Page {'1' if number == 'x' else '2'} of 2" in html


def test_names_are_for_those_who_may_see_customers(client, buyers, vip):
    manager = grant(make_user("manager@shop.example", is_staff=True), "manage_groups")
    client.force_login(manager)
    preview = client.get(page(vip, "preview"), RULE).content.decode()
    people = client.get(page(vip, "people"), RULE).content.decode()
    assert "1 enter, 1 leave" in preview
    assert "Bob" not in preview + people


def test_the_preview_does_not_query_for_each_customer(as_alice, vip, django_assert_max_num_queries):
    for _ in range(20):
        ordered(make_user(), 100)
    as_alice.get(page(vip, "preview"), RULE)
    with django_assert_max_num_queries(16):
        html = as_alice.get(page(vip, "preview"), RULE).content.decode()
    assert "and 10 more" in html
    Customer.objects.update(group=vip, group_until=date(2020, 1, 1))
    with django_assert_max_num_queries(16):
        assert "ended on" in as_alice.get(page(vip, "people"), RULE).content.decode()


def test_the_groups_page_tells_the_rule(as_alice, alice, vip):
    url = reverse("dashboard:customer-group-edit", args=[vip.pk])
    assert "only by hand" in as_alice.get(url).content.decode()
    memberships.set_rule(vip, min_spent=Decimal(1000), by=alice)
    assert "Who spent at least €1,000.00 in the last 12 months joins." in as_alice.get(url).content.decode()


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ({"min_orders": 3, "months": 6}, "Who placed 3 or more orders in the last 6 months joins."),
        ({"min_spent": 50, "months": 1}, "Who spent at least €50.00 in the last month joins."),
        (
            {"min_spent": 50, "min_orders": 2},
            "Who spent at least €50.00 and placed 2 or more orders in the last 12 months joins.",
        ),
    ],
)
def test_every_rule_has_its_sentence(as_alice, alice, vip, figures, words):
    memberships.set_rule(vip, by=alice, **figures)
    html = as_alice.get(reverse("dashboard:customer-group-edit", args=[vip.pk])).content.decode()
    assert words in html


def test_removed_by_post_only_and_its_people_stay(as_alice, alice, buyers, vip):
    memberships.set_rule(vip, min_orders=1, by=alice)
    assert "stays" in as_alice.get(page(vip, "remove")).content.decode()
    assert JoiningRule.objects.exists()
    as_alice.post(page(vip, "remove"))
    assert not JoiningRule.objects.exists()
    assert members(vip) == {"carol@example.com", "eve@example.com"}


@pytest.mark.parametrize("name", ["", "preview", "people", "remove"])
def test_a_group_that_is_gone_has_no_rule(as_alice, vip, name):
    url = page(vip, name)
    vip.delete()
    assert as_alice.get(url).status_code == 404
