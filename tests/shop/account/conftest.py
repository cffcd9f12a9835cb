import pytest

from tests.conftest import customer_of


@pytest.fixture
def as_bob(client, bob):
    customer_of(bob)
    client.force_login(bob)
    return client
