"""What the shop asks of its customers besides the usual, and what some of them answered."""

from random import Random

from oscar_clienti.models import Customer, ExtraField
from oscar_clienti.services import extra_fields
from oscar_clienti.services.extra_fields import Choice

_MOST = 400


def ask() -> None:
    """Define the two fields, once."""
    if ExtraField.objects.exists():
        return
    extra_fields.define(
        kind="choice",
        label="How did you find us?",
        help_text="It helps us to be where you are.",
        translations={"it": {"label": "Come ci ha trovati?", "help_text": "Ci aiuta a essere dove siete voi."}},
        choices=[
            Choice("Friends", {"it": "Amici"}),
            Choice("A fair", {"it": "Una fiera"}),
            Choice("A search engine", {"it": "Un motore di ricerca"}),
            Choice("Social media", {"it": "Social network"}),
        ],
        in_registration=True,
        by=None,
    )
    extra_fields.define(
        kind="text",
        label="What do you collect?",
        help_text="We write to you when something arrives that fits.",
        translations={
            "it": {
                "label": "Che cosa collezioni?",
                "help_text": "Ti scriviamo quando arriva qualcosa di adatto.",
            }
        },
        in_checkout=True,
        by=None,
    )


def answer(seed: int) -> None:
    """Let a third of the first customers say how they found the shop, and a few what they collect."""
    found, collected = extra_fields.everything()[:2]
    rng, choices = Random(seed), found.offered()
    things = ("cups", "wooden spoons", "ceramiche blu", "candele", "notebooks")
    people = list(Customer.objects.shoppers().order_by("pk").values_list("pk", flat=True)[:_MOST])
    extra_fields.answer_many(found, {pk: rng.choice(choices).pk for pk in people if rng.random() < 0.33}, by=None)
    extra_fields.answer_many(collected, {pk: rng.choice(things) for pk in people if rng.random() < 0.08}, by=None)
    for customer in Customer.objects.filter(email__in=["bob@example.com", "carol@example.com"]):
        extra_fields.answer(customer, {found.key: choices[1].pk}, by=None)
