"""A profile with 2,000 orders against one with a single order, ours and stock Oscar's."""

import json
import os
import statistics
import time

import django


def _buyer(orders: int):
    """An invented customer with so many orders; made once."""
    from datetime import timedelta

    from django.contrib.auth import get_user_model
    from django.utils import timezone
    from oscar.core.loading import get_model

    from oscar_clienti.services import sync

    Order, Line, Product, Partner = (
        get_model(*name.split(".")) for name in ("order.Order", "order.Line", "catalogue.Product", "partner.Partner")
    )
    User = get_user_model()
    named = {"username": f"buyer{orders}"} if hasattr(User, "username") else {}
    user, made = User.objects.get_or_create(email=f"buyer{orders}@example.com", defaults=named)
    if made:
        product, partner, now = Product.objects.first(), Partner.objects.first(), timezone.now()
        placed = Order.objects.bulk_create(
            Order(
                number=f"BENCH-{orders}-{n}",
                user=user,
                currency="EUR",
                total_incl_tax=10,
                total_excl_tax=10,
                status="Complete",
                date_placed=now - timedelta(hours=5 * n),
            )
            for n in range(orders)
        )
        Line.objects.bulk_create(
            Line(
                order=order,
                partner=partner,
                partner_sku="X",
                title="Bread",
                product=product,
                quantity=1,
                line_price_incl_tax=10,
                line_price_excl_tax=10,
                line_price_before_discounts_incl_tax=10,
                line_price_before_discounts_excl_tax=10,
                num_allocated=1,
            )
            for order in placed
        )
        sync.refresh([user.pk])
    return user


def measure(rounds: int = 9) -> dict[str, float]:
    """Return the medians in milliseconds, by page."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client()
    client.force_login(get_user_model().objects.filter(is_superuser=True).first())
    pages = {}
    for orders in (1, 2000):
        pk = _buyer(orders).pk
        pages[f"profile, {orders} orders"] = f"/dashboard/users/{pk}/"
        pages[f"orders tab, {orders} orders"] = f"/dashboard/users/{pk}/?tab=orders"
        pages[f"stock Oscar, {orders} orders"] = f"/bench/stock/{pk}/"
    times: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(rounds):
        for name, address in pages.items():
            start = time.perf_counter()
            assert client.get(address).status_code == 200, address
            times[name].append((time.perf_counter() - start) * 1000)
    return {name: round(statistics.median(taken), 1) for name, taken in times.items()}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
    django.setup()
    print(json.dumps(measure()))
