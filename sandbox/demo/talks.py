"""What the shop and a few customers wrote to each other, and the texts that staff keep ready."""

from datetime import datetime, timedelta

from django.contrib.auth import get_user_model

from oscar_clienti.models import Conversation, Customer, Mailing, Message, ReadyText
from oscar_clienti.services import mailings

READY = (
    (
        "Opening hours",
        "en",
        "Our opening hours",
        "Dear {first_name},\n\nwe are here from Tuesday to Saturday, 9 to 6.",
    ),
    ("Orari", "it", "I nostri orari", "Gentile {first_name},\n\nci trovi dal martedì al sabato, dalle 9 alle 18."),
    (
        "Sending something back",
        "en",
        "How to send it back",
        "Dear {first_name},\n\npack it as it came and write {order_number} on the parcel.",
    ),
    (
        "Restituire qualcosa",
        "it",
        "Come restituirlo",
        "Gentile {first_name},\n\nimballalo come è arrivato e scrivi {order_number} sul pacco.",
    ),
)
# Who (an address of the demo, or a name and an address of nobody), the subject, and hours ago, who speaks, what.
TALKS = (
    (
        "carol@example.com",
        "Two crates of bowls",
        (
            (50, "shop", "Dear Carol,\n\nthe bowls are ready. Shall we send them with the plates?"),
            (46, "customer", "Yes please, all together. And could you add ten more of the small ones?"),
            (45, "remark", "There are eight small ones in stock; ten more come on Friday."),
        ),
    ),
    (
        "bob@example.com",
        "Tazza scheggiata",
        (
            (120, "customer", "Buongiorno, una delle tazze è arrivata scheggiata. Che cosa posso fare?"),
            (118, "shop", "Gentile Bob,\n\nci dispiace! Te ne mandiamo subito un'altra."),
        ),
    ),
    (
        ("Dora Bruni", "dora.bruni@example.org"),
        "Do you make them in red?",
        ((3, "customer", "I saw your vases in a friend's house. Do you make them in red, too?"),),
    ),
)

NEWS = {
    "en": {"subject": "New bowls, {first_name}", "body": "Dear {first_name},\n\nthe first bowls of spring are here."},
    "it": {"subject": "Nuove ciotole, {first_name}", "body": "Ciao {first_name},\n\nsono arrivate le prime ciotole."},
}


def keep_ready() -> None:
    """The texts, once."""
    if not ReadyText.objects.exists():
        ReadyText.objects.bulk_create(ReadyText(title=t, language=g, subject=s, body=b) for t, g, s, b in READY)


def talk(now: datetime) -> None:
    """The conversations, once; no e-mail leaves."""
    if Conversation.objects.exists():
        return
    alice = get_user_model().objects.filter(email="alice@example.com").first()
    for who, subject, said in TALKS:
        _begin(who, subject, said, alice, now)


def prepare_news() -> None:
    """A message to many as a draft, once: it is for the merchant to send."""
    if not Mailing.objects.exists():
        alice = get_user_model().objects.get(email="alice@example.com")
        mailings.write(mailings.begin(query="", by=alice), kind="marketing", texts=NEWS, by=alice)


def _begin(who: str | tuple, subject: str, said: tuple, alice, now: datetime) -> None:
    customer = Customer.objects.filter(email=who).first() if isinstance(who, str) else None
    name, email = ("", "") if isinstance(who, str) else who
    last = said[-1][1] if said[-1][1] != "remark" else said[-2][1]
    conversation = Conversation.objects.create(
        customer=customer,
        name=name,
        email=email,
        subject=subject,
        origin="shop" if said[0][1] == "shop" else ("account" if customer else "form"),
        assigned_to=alice if customer else None,
        language=customer.language if customer else "en",
        unread_by_staff=int(last == "customer"),
        unread_by_customer=int(last == "shop"),
        created_at=now - timedelta(hours=said[0][0]),
        last_message_at=now - timedelta(hours=min(hours for hours, kind, _text in said if kind != "remark")),
    )
    for hours, kind, text in said:
        _say(conversation, kind, text, alice, now - timedelta(hours=hours))


def _say(conversation: Conversation, kind: str, text: str, alice, at: datetime) -> None:
    is_shop, by = kind == "shop", None if kind == "customer" else alice
    Message.objects.create(
        conversation=conversation,
        kind=kind,
        text=text,
        author=by,
        author_name=by.get_full_name() if by else "",
        way=("account" if conversation.customer else "form") if kind == "customer" else "",
        recipient=conversation.customer.email if is_shop else "",
        delivery="sent" if is_shop else "",
        at=at,
    )
