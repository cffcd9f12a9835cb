"""What the tests of the shopper's door have in common."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def nobody_tried_before():
    """Attempts are counted in the cache; those of one test are not the next one's."""
    cache.clear()
