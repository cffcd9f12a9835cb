"""What happens in the shop before, with and after us; each act is run as ``python -m tests.install.story <act>``.

The settings tell which of the three shops it is; what an act returns is printed as JSON for the test.
"""

import hashlib
import json
import re
import sys

import django
from django.contrib.auth.signals import user_logged_in
from django.test.utils import setup_test_environment


def fill():
    """Thirty-three accounts: some made one by one, most behind Django's back; orders, one cancelled; addresses."""
    from django.contrib.auth import get_user_model
    from oscar.test.factories import UserAddressFactory, create_order

    User = get_user_model()
    _person("root@shop.example", "Rosa", "Neri", is_staff=True, is_superuser=True).save()
    bob, carol = _person("bob@example.com", "Bob", "Rossi"), _person("carol@example.com", "Carol", "Verdi")
    bob.save()
    carol.save()
    User.objects.bulk_create([_person(f"ada{n:02}@example.com", "Ada", f"No{n:02}") for n in range(30)])
    for number in range(3):
        create_order(number=f"B{number}", user=bob)
    create_order(number="C0", user=carol, status="Cancelled")
    UserAddressFactory(user=bob, line4="Verona", is_default_for_shipping=True)


def fingerprints():
    """A number of rows and a fingerprint for each table that is not ours and not Django's book-keeping."""
    from django.db import connection

    # Sessions come with signing in; rights and migrations are written down by Django itself.
    kept_by_django = re.compile("oscar_clienti_|django_(session|migrations|content_type)|auth_(permission|group)")
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if not kept_by_django.match(table):
                cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')  # noqa: S608
                rows = cursor.fetchall()
                found[table] = [len(rows), hashlib.sha256(repr(rows).encode()).hexdigest()]
    return found


def live():
    """The list shows everybody; then we are used a little, so that there is something to take away."""
    from oscar_clienti.models import Customer, Job
    from oscar_clienti.services import bulk, consents, groups, tags

    bob = Customer.objects.get(email="bob@example.com")
    groups.assign([bob], group=groups.create(name="Wholesale", by=None), by=None)
    consents.grant(bob, channel="email", source="staff", wording="Yes, please.", how="On the phone.", by=None)
    # Nobody has set up a queue.
    newcomer = tags.create(name="Newcomer", by=None)
    job = bulk.start(bulk.acts["add-tags"], bulk.Crowd.now("q=ada"), by=None, options={"tags": [newcomer]})
    response = _root().get("/dashboard/users/?size=100")
    rows = {row.email: [row.num_orders, str(row.total_spent), row.city] for row in response.context["table"].rows}
    menu = "Customer groups" in response.content.decode()
    return {"status": response.status_code, "rows": rows, "menu": menu, "job": Job.objects.get(pk=job.pk).state}


def look():
    """Oscar's own page again, all of its pages."""
    client, emails, page = _root(), set(), 1
    while True:
        response = client.get("/dashboard/users/", {"page": page})
        text = response.content.decode()
        emails.update(re.findall(r"[a-z0-9]+@(?:shop\.example|example\.com)", text))
        if f"page={page + 1}" not in text:
            break
        page += 1
    view = response.context["view"]
    return {"status": response.status_code, "emails": sorted(emails), "view": type(view).__module__}


def leftovers():
    """What of us is still in the database."""
    from django.contrib.auth.models import Group, Permission
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection

    return {
        "tables": [name for name in connection.introspection.table_names() if name.startswith("oscar_clienti")],
        "kinds": ContentType.objects.filter(app_label="oscar_clienti").count(),
        "rights": Permission.objects.filter(content_type__app_label="oscar_clienti").count(),
        "roles": list(Group.objects.filter(name="Customer care").values_list("name", flat=True)),
    }


def leave():
    """A customer of a shop without us is deleted by plain Django; returns the rows that point to nowhere."""
    from django.contrib.auth import get_user_model
    from django.db import connection

    get_user_model().objects.get(email="carol@example.com").delete()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_key_check")
        return [list(map(str, row)) for row in cursor.fetchall()]


def _person(email, first_name, last_name, **fields):
    from django.contrib.auth import get_user_model

    User = get_user_model()
    if any(field.name == "username" for field in User._meta.fields):
        fields["username"] = email.partition("@")[0]
    return User(email=email, first_name=first_name, last_name=last_name, **fields)


def _root():
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client()
    client.force_login(
        get_user_model().objects.get(email="root@shop.example"), "django.contrib.auth.backends.ModelBackend"
    )
    return client


if __name__ == "__main__":
    django.setup()
    setup_test_environment()  # Responses then know their context.
    user_logged_in.disconnect(dispatch_uid="update_last_login")  # Looking leaves no trace.
    print(json.dumps({act: globals()[act]() for act in sys.argv[1:]}))
