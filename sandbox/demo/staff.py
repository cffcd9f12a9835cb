"""The people one can sign in as; everybody else has no password."""

from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission

from oscar_clienti.models import ConsentState
from oscar_clienti.services.roles import CUSTOMER_CARE

from . import names
from .people import Person, Place

PASSWORD = "demo-bottega"
SIGN_INS = (
    ("admin@example.com", "may do everything"),
    ("alice@example.com", "staff, looks after customers"),
    ("vera@example.com", "staff, may only look"),
    ("bob@example.com", "customer"),
    ("carol@example.com", "customer, wholesale"),
)


def hire() -> None:
    """Make the staff; who is there already keeps password and rights."""
    _staff("admin@example.com", "Ada", "Bottega", is_superuser=True)
    alice = _staff("alice@example.com", "Alice", "Bottega")
    vera = _staff("vera@example.com", "Vera", "Bottega")
    ours = Permission.objects.filter(content_type__app_label="oscar_clienti")
    alice.groups.add(Group.objects.get_or_create(name=CUSTOMER_CARE)[0])
    alice.user_permissions.add(*ours)
    vera.user_permissions.add(ours.get(codename="view_customer"))
    for person in (alice, vera):
        person.user_permissions.add(*Permission.objects.filter(content_type__app_label="order", codename="view_order"))


def _staff(email: str, first: str, last: str, **rights):
    User = get_user_model()
    known = User.objects.filter(email=email).first()
    if known:
        return known
    names_of = {"username": email} if any(field.name == "username" for field in User._meta.fields) else {}
    user = User(email=email, first_name=first, last_name=last, is_staff=True, **names_of, **rights)
    user.set_password(PASSWORD)
    user.save()
    return user


def regulars(now: datetime) -> list[Person]:
    """Customers whom stories tell of: the same in every demo."""
    yes = ConsentState.GRANTED.value
    bob = Person(-1, names.ITALY, "Bob", "Rossi", "bob@example.com", now - timedelta(days=412), True)
    bob.phone, bob.language, bob.source = "+39 347 123 4567", "it", "registration"
    bob.birthday, bob.email_consents = date(1984, 5, 17), [yes]
    bob.places = [Place("Via Garibaldi 12", "Torino", "", "10121", "IT")]
    carol = Person(-2, names.ITALY, "Carol", "Verdi", "carol@example.com", now - timedelta(days=700), True)
    carol.phone, carol.language, carol.source, carol.group = "+39 348 765 4321", "it", "staff", "Wholesale"
    carol.company, carol.vat_number, carol.tags = "Verdi Regali S.r.l.", "IT77198650564", ["fair 2026", "local"]
    carol.places = [
        Place("Corso Italia 88", "Milano", "", "20121", "IT"),
        Place("Via Nassa 5", "Lugano", "", "6900", "CH"),
    ]
    gio = Person(-3, names.ITALY, "Giò", "Rossi", "gio@example.com", now - timedelta(days=35), True)
    gio.source, gio.language = "guest", "it"
    dora = Person(-4, names.FRANCE, "Dora", "Lefèvre", "dora@example.com", now - timedelta(days=290), False)
    dora.source, dora.language, dora.tax_exempt = "order", "fr", True
    return [bob, carol, gio, dora]


def give_passwords() -> None:
    """Let the regulars with a sign-in sign in, with an address that they have proven."""
    for user in get_user_model().objects.filter(email__in=[email for email, _who in SIGN_INS], is_staff=False):
        if not user.has_usable_password():
            user.set_password(PASSWORD)
            user.save(update_fields=["password"])
        EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"primary": True, "verified": True})
