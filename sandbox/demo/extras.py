"""What only a few customers have: reviews, e-mails that were sent, orders placed as a guest."""

from datetime import datetime, timedelta
from random import Random

from django.contrib.auth import get_user_model
from oscar.core.loading import get_model

from . import orders, people, words
from .bulk import Table
from .orders import Article
from .rows import Rows

Email = get_model("communication", "Email")
Order = get_model("order", "Order")
Product = get_model("catalogue", "Product")
ProductReview = get_model("reviews", "ProductReview")


def guests(rows: Rows, articles: list[Article], count: int, *, seed: int, now: datetime) -> None:
    """Orders of ``count`` people without an account, some of whom come back."""
    for made, rng in people.crowd(0, count, seed=-seed - 1, now=now):
        made.email = f"guest.{made.email}"
        for _ in range(1 + (rng.random() < 0.2)):
            at = now - timedelta(days=rng.random() * 700)
            rows.order(made, orders.order(at, made.land.code, rng, articles, now=now, lines=2), None)


def letters(count: int, *, now: datetime) -> list[Table]:
    """Some of what was sent to those who ordered last."""
    rows = []
    for order in _last_orders(count):
        for days, (subject, body) in zip((0, 2, 12), words.E_MAILS, strict=True):
            at = order.date_placed + timedelta(days=days)
            if at < now:
                facts = {"number": order.number, "name": order.user.first_name}
                rows.append((order.user_id, order.user.email, subject.format(**facts), body.format(**facts), "", at))
    table = Table(Email, "user_id", "email", "subject", "body_text", "body_html", "date_sent")
    table.write(rows)
    return [table]


def reviews(count: int, *, seed: int) -> list[Table]:
    """What ``count`` of those who ordered thought of what they bought; a tenth waits for approval."""
    rng, rows = Random(seed), {}
    for order in _last_orders(count * 3)[::3]:
        line = order.lines.first()
        score, title, body = rng.choice(words.REVIEWS)
        status = ProductReview.FOR_MODERATION if rng.random() < 0.1 else ProductReview.APPROVED
        key = (line.product_id, order.user_id)
        rows[key] = (*key, score, title, body, status, 0, 0, order.date_placed + timedelta(days=9))
    table = Table(
        ProductReview,
        *("product_id", "user_id", "score", "title", "body", "status", "total_votes", "delta_votes", "date_created"),
    )
    table.write(rows.values())
    for product in Product.objects.filter(pk__in={product for product, _user in rows}):
        product.update_rating()
    return [table]


def _last_orders(count: int) -> list:
    ours = get_user_model().objects.filter(is_staff=False)
    found = Order.objects.filter(user__in=ours, status="Complete").select_related("user")
    return list(found.order_by("-date_placed", "-pk")[:count])
