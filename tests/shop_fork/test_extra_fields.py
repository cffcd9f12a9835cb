"""Extra information is asked on Oscar's own pages for signing up, which this store keeps."""

import pytest
from django.urls import reverse

from oscar_clienti.models import Customer
from tests.shop.test_extra_fields import answer_of, ask  # noqa: F401

pytestmark = pytest.mark.django_db


def sign_up(client, **typed):
    words = {"email": "ada@example.com", "password1": "pane-e-vino-1", "password2": "pane-e-vino-1"}
    return client.post(reverse("customer:register"), {**words, **typed})


def test_who_signs_up_by_oscars_page_is_asked(client, ask):  # noqa: F811
    ask("in_registration")
    assert sign_up(client, **{"extra-diet": "Vegan"}).status_code == 302
    assert answer_of(Customer.objects.get(email="ada@example.com")) == "Vegan"


def test_nobody_signs_up_without_a_required_answer(client, ask):  # noqa: F811
    ask("in_registration", required=True)
    sign_up(client)
    assert not Customer.objects.filter(email="ada@example.com").exists()


def test_the_page_with_two_forms_asks_too(client, ask):  # noqa: F811
    ask("in_registration")
    words = {"registration-email": "ada@example.com", "registration_submit": "1", "registration-extra-diet": "Vegan"}
    words |= {f"registration-password{number}": "pane-e-vino-1" for number in (1, 2)}
    client.post(reverse("customer:login"), words)
    assert answer_of(Customer.objects.get(email="ada@example.com")) == "Vegan"
