"""What designers get: the tag, the context processor and the class in <body>."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.urls import reverse

from oscar_clienti.context_processors import customer_group
from oscar_clienti.services import groups
from tests.conftest import customer_of

pytestmark = pytest.mark.django_db

WHOLESALE_OR_VIP = '{% ifcustomergroup "wholesale" "vip" %}price list{% else %}shelf price{% endifcustomergroup %}'


@pytest.fixture
def vip(alice):
    return groups.create(name="VIP", by=alice)


@pytest.fixture
def member(bob, alice, vip):
    groups.assign([customer_of(bob)], group=vip, by=alice)
    return get_user_model().objects.get(pk=bob.pk)


def asked_by(user):
    request = RequestFactory().get("/")
    request.user = user
    return request


def render(text, user=None, **context):
    if user is not None:
        context["request"] = asked_by(user)
    return Template("{% load customer_groups %}" + text).render(Context(context))


def test_a_member_sees_the_members_part(member):
    assert render(WHOLESALE_OR_VIP, member) == "price list"


def test_a_customer_without_a_group_sees_the_other(carol):
    customer_of(carol)
    assert render(WHOLESALE_OR_VIP, carol) == "shelf price"


def test_a_member_of_another_group_sees_the_other(member):
    assert render('{% ifcustomergroup "wholesale" %}yes{% else %}no{% endifcustomergroup %}', member) == "no"


def test_a_visitor_sees_the_other_without_a_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert render(WHOLESALE_OR_VIP, AnonymousUser()) == "shelf price"


def test_without_a_request_nobody_is_a_member():
    assert render(WHOLESALE_OR_VIP) == "shelf price"


def test_a_request_without_a_user_has_no_member():
    assert render(WHOLESALE_OR_VIP, request=RequestFactory().get("/")) == "shelf price"


def test_without_an_else_there_is_nothing(carol):
    customer_of(carol)
    assert render('{% ifcustomergroup "vip" %}secret{% endifcustomergroup %}', carol) == ""


def test_slugs_may_come_from_variables(member):
    assert render("{% ifcustomergroup wanted %}yes{% endifcustomergroup %}", member, wanted="vip") == "yes"


@pytest.mark.parametrize("wanted", [None, "", [], 0])
def test_a_variable_that_is_nothing_matches_nobody(member, carol, wanted):
    text = "{% ifcustomergroup wanted %}yes{% else %}no{% endifcustomergroup %}"
    customer_of(carol)
    assert (render(text, member, wanted=wanted), render(text, carol, wanted=wanted)) == ("no", "no")


def test_a_missing_variable_matches_nobody(member, carol):
    text = "{% ifcustomergroup nowhere.found %}yes{% else %}no{% endifcustomergroup %}"
    assert render(text, member) == "no"


def test_tags_may_stand_in_each_other(member):
    text = (
        '{% ifcustomergroup "vip" %}a{% ifcustomergroup "wholesale" %}b{% else %}c{% endifcustomergroup %}'
        "{% else %}d{% endifcustomergroup %}"
    )
    assert render(text, member) == "ac"


def test_the_part_that_is_hidden_is_not_even_rendered(carol):
    customer_of(carol)
    seen = []
    render('{% ifcustomergroup "vip" %}{{ look }}{% endifcustomergroup %}', carol, look=lambda: seen.append(1))
    assert seen == []


def test_a_tag_without_slugs_is_a_mistake():
    with pytest.raises(TemplateSyntaxError):
        render("{% ifcustomergroup %}yes{% endifcustomergroup %}")


def test_several_tags_on_a_page_cost_one_query(member, django_assert_num_queries):
    with django_assert_num_queries(1):
        render(WHOLESALE_OR_VIP * 3, member)


def test_the_context_processor_costs_nothing_until_it_is_used(member, django_assert_num_queries):
    with django_assert_num_queries(0):
        context = customer_group(asked_by(member))
    with django_assert_num_queries(1):
        text = "{{ customer_group.name }} {{ customer_group_class }}"
        assert render(text, **context) == "VIP customer-group-vip"


def test_a_visitor_has_no_group(django_assert_num_queries):
    text = "{% if customer_group is None %}none{% endif %} {{ customer_group_class }}"
    with django_assert_num_queries(0):
        assert render(text, **customer_group(asked_by(AnonymousUser()))) == "none customer-group-none"


def test_the_class_keeps_cached_parts_of_groups_apart(member, carol):
    customer_of(carol)
    text = "{% load cache %}{% cache 60 banner customer_group_class %}{{ customer_group_class }}{% endcache %}"
    seen = [render(text, **customer_group(asked_by(user))) for user in (member, carol)]
    assert seen == ["customer-group-vip", "customer-group-none"]


def classes_of(response):
    return re.search(r'<body[^>]*class="([^"]*)"', response.content.decode()).group(1).split()


@pytest.mark.parametrize("name", ["catalogue:index", "basket:summary", "offer:list"])
def test_shop_pages_carry_the_class(client, member, name):
    client.force_login(member)
    assert classes_of(client.get(reverse(name))) == ["default", "customer-group-vip"]


@pytest.mark.parametrize("name", ["customer:profile-view", "customer:order-list"])
def test_account_pages_keep_their_class_and_carry_ours(client, member, name):
    client.force_login(member)
    assert classes_of(client.get(reverse(name))) == ["account-profile", "customer-group-vip"]


def test_the_shop_for_visitors_carries_none(client):
    assert classes_of(client.get(reverse("catalogue:index"))) == ["default", "customer-group-none"]


def test_the_dashboard_is_not_touched(client, root):
    client.force_login(root)
    assert "customer-group-none" not in classes_of(client.get(reverse("dashboard:index")))
