"""Does the time tell who has an account? The door's five pages, for each kind of address, turn by turn.

    DATABASE_URL=postgres://…/clienti_bench_enumeration python -m benchmarks.enumeration [ROUNDS]

With the shop's real hashers. What a page leaves to the queue – the mail with the link – is no part of the answer.
Ratios are to an address that nobody has. The processor's time is what a page costs whatever else the machine does.
"""

import itertools
import random
import time
from collections import defaultdict
from statistics import median
from typing import Any

from .measuring import command, require_own_database, timed

ROUNDS = 15
# Pages that hash nothing answer so soon that a few milliseconds of another program's would show.
PLAIN = 8
WHO = ("nobody", "a customer", "a customer without a password", "a deactivated customer", "staff")
_new = itertools.count(time.time_ns())


def main(rounds: int) -> None:
    require_own_database()
    people = fill()
    rounds = min(rounds, ROUNDS)
    print("| page | " + " | ".join(f"{who}, wall / CPU" for who in WHO[1:]) + " |")
    print("|---|" + "---:|" * len(WHO[1:]))
    for name, page in PAGES.items():
        wall, cpu = measure(page, people, rounds if page in HASHING else rounds * PLAIN)
        ratios = [f"{wall[who] / wall['nobody']:.2f} / {cpu[who] / cpu['nobody']:.2f}" for who in WHO[1:]]
        print(f"| {name}, {wall['nobody']:.0f} ms | " + " | ".join(ratios) + " |")
    print("\n(between 0.90 and 1.10)")


def fill() -> dict[str, str]:
    """Somebody of each kind; returns their addresses. Limits of attempts are not what is measured."""
    from allauth.account.models import EmailAddress
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    settings.ACCOUNT_RATE_LIMITS = False
    settings.OSCAR_CLIENTI_SIGN_IN_MAILS = (1_000_000, 1)
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    people = {"nobody": "nobody@shop.example"}
    kinds: dict[str, dict[str, Any]] = {
        WHO[1]: {}, WHO[2]: {}, WHO[3]: {"is_active": False}, WHO[4]: {"is_staff": True}
    }  # fmt: skip
    for who, facts in kinds.items():
        name = who.replace(" ", "-")
        people[who] = f"{name}@shop.example"
        user, made = get_user_model().objects.get_or_create(email=people[who], defaults={"username": name, **facts})
        if made:
            user.set_password(None if "without" in who else "the-right-one-1")
            user.save()
            EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return people


def measure(page: Any, people: dict[str, str], rounds: int) -> tuple[dict[str, float], dict[str, float]]:
    """The middle one of the times and of the processor's, in milliseconds; the first round reads the templates."""
    from django.core.cache import cache

    wall, cpu = defaultdict(list), defaultdict(list)
    for turn in range(rounds + 1):
        # Whoever comes after a page that hashes finds another processor than whoever comes after one that doesn't.
        for who, email in random.sample(list(people.items()), len(people)):
            cache.clear()
            answer = page(email)
            began = time.process_time()
            seconds = timed(answer)
            if turn:
                wall[who].append(seconds * 1000)
                cpu[who].append((time.process_time() - began) * 1000)
    return {who: median(times) for who, times in wall.items()}, {who: median(times) for who, times in cpu.items()}


def _posting(name: str, **typed: str) -> Any:
    """What a visitor's browser sends to a page, ready to be called."""
    from django.test import Client
    from django.urls import reverse

    browser = Client()

    def answer() -> None:
        status = browser.post(reverse(name), typed).status_code
        assert status in (200, 302), (name, status)

    return answer


def _code(email: str) -> Any:
    from django.test import Client
    from django.urls import reverse

    from oscar_clienti.models import SignInLink
    from oscar_clienti.services import sign_in

    browser = Client()
    browser.post(reverse("account_link"), {"email": email})
    sign_in.send(SignInLink.objects.latest("pk").pk)  # By now the worker has.

    def answer() -> None:
        assert browser.post(reverse("account_link_sent"), {"code": "AAAA-AAAA"}).status_code == 200

    return answer


def _sign_up(email: str) -> Any:
    # Nobody's address has an account as soon as the page has answered: each time another one.
    fresh = f"nobody{next(_new)}@shop.example" if email.startswith("nobody") else email
    return _posting("account_signup", email=fresh, password1="pane-e-vino-1")


PAGES = {
    "signing in with a wrong password": lambda email: _posting("account_login", login=email, password="a-wrong-one"),
    "asking for a link": lambda email: _posting("account_link", email=email),
    "typing a wrong code": _code,
    "asking for a new password": lambda email: _posting("account_reset_password", email=email),
    "signing up": _sign_up,
}
HASHING = (PAGES["signing in with a wrong password"], PAGES["signing up"])


if __name__ == "__main__":
    command(main)
