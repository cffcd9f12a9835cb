"""What people pay in these shops without us, as JSON: ``python -m tests.shop.stock``."""

import json
import os
import sys

import django


def main():
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.shop.stock_settings"
    django.setup()
    from django.apps import apps
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    assert not apps.is_installed("oscar_clienti")
    setup_test_environment()
    call_command("migrate", run_syncdb=True, verbosity=0)
    from .shops import OFFERS, STRATEGIES

    json.dump(
        {f"{strategy} {offer}": _paid(strategy, offer) for strategy in STRATEGIES for offer in OFFERS}, sys.stdout
    )


def _paid(strategy, offer):
    from django.contrib.auth import get_user_model
    from django.db import transaction

    from .receipts import paid

    with transaction.atomic():
        bob = get_user_model().objects.create(username="bob", email="bob@example.com")
        figures = paid(bob, strategy, offer)
        transaction.set_rollback(True)
    return figures


if __name__ == "__main__":
    main()
