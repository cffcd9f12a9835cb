"""Settings are read when asked, under one prefix."""

import re
from pathlib import Path

import pytest

from oscar_clienti import conf


def test_without_a_setting_the_default_counts():
    assert conf.get("COUNT_LIMIT") == 10_000


def test_a_setting_counts_from_the_moment_it_is_made(settings):
    settings.OSCAR_CLIENTI_COUNT_LIMIT = 5
    assert conf.get("COUNT_LIMIT") == 5


def test_a_setting_may_be_empty_on_purpose(settings):
    settings.OSCAR_CLIENTI_CANCELLED_STATUSES = []
    assert conf.get("CANCELLED_STATUSES") == []


def test_a_name_that_we_do_not_have():
    with pytest.raises(KeyError):
        conf.get("COUNT_LIMITS")


def test_a_name_that_we_do_not_have_even_when_the_store_set_it(settings):
    settings.OSCAR_CLIENTI_COUNT_LIMITS = 5
    with pytest.raises(KeyError):
        conf.get("COUNT_LIMITS")


def test_misspelt_settings_are_found(settings):
    settings.OSCAR_CLIENTI_COUNT_LIMITS = 5
    assert conf.unknown() == ["OSCAR_CLIENTI_COUNT_LIMITS"]


def test_the_demo_shop_spells_them_right():
    assert conf.unknown() == []


@pytest.mark.parametrize("name", conf.DEFAULTS)
def test_every_setting_has_its_sentence_and_is_used(name):
    source = Path(conf.__file__).read_text()
    assert re.search(rf'# .+\n    "{name}":', source), "Say what it does in a comment above."
    package = Path(conf.__file__).parent
    assert any(f'conf.get("{name}")' in path.read_text() for path in package.rglob("*.py")), "Nobody reads it."
