"""Who may do what: one table of page × method × role, made from ``routes.py``; a page without a row fails."""

from io import BytesIO

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.serializers import serialize
from django.urls import reverse
from django.utils import timezone
from oscar.test.factories import PartnerFactory, UserAddressFactory

from oscar_clienti.dashboard.routes import Route, routes
from oscar_clienti.models import (
    Conversation,
    Customer,
    CustomerGroup,
    ExtraField,
    Job,
    Mailing,
    MessageFile,
    Note,
    NoteFile,
    PriceList,
    ReadyText,
    Segment,
    Tag,
)
from oscar_clienti.services import files, imports, notes, orders_on_behalf, sync
from tests.conftest import customer_of, grant, make_user

pytestmark = pytest.mark.django_db

# Every page and the right it must ask for: a new page needs a new row.
RIGHTS = {
    "view_customer": [
        "users-index",
        "user-detail",
        "customer-panel",
        "customer-columns",
        "customer-filters",
        "customer-health",
        "customer-group-list",
        "customer-price-lists",
        "customer-price-list",
        "customer-tag-list",
        "customer-segment-list",
        "customer-extra-field-list",
        "customer-guest-orders",
        "customer-job-list",
        "customer-job",
        *(f"customer-job-{page}" for page in ("progress", "drive", "pause", "resume", "cancel")),
        "user-alert-list",
        "customer-certificate",
    ],
    "add_customer": ["customer-add"],
    "export_customers": ["customer-export", "customer-export-file"],
    "import_customers": [
        "customer-import",
        *(f"customer-import-{page}" for page in ("sample", "open", "matching", "decisions", "preview", "run")),
        *(f"customer-import-{page}" for page in ("result", "refused", "retry", "invite", "undo", "discard")),
    ],
    "change_customer": [
        "customer-repair",
        "customer-edit",
        "customer-activate",
        "customer-deactivate",
        "customer-consent",
        "customer-exemption",
        "customer-exemption-end",
        "customer-vat-check",
        "customer-address-add",
        "customer-address-edit",
        "customer-address-delete",
        "customer-address-default",
        "customer-bulk-activate",
        "customer-bulk-deactivate",
        "customer-bulk-assign-group",
        "customer-bulk-clear-group",
        "customer-bulk-add-tags",
        "customer-bulk-remove-tags",
        "customer-bulk-exempt",
        "customer-bulk-end-exemption",
        "user-password-reset",
        "user-alert-update",
        "user-alert-delete",
    ],
    "log_in_as_customer": ["customer-log-in-as"],
    "view_activity": ["customer-activity-log"],
    "export_activity": ["customer-activity-export"],
    "change_customer_email": ["customer-email"],
    "set_customer_password": ["customer-password"],
    "decide_guest_orders": [f"customer-guest-orders-{page}" for page in ("attach", "leave", "return")],
    "place_orders": [
        "customer-order-drafts",
        "customer-order-new",
        "customer-order",
        *(f"customer-order-{page}" for page in ("add", "line", "code", "address", "details", "place", "discard")),
    ],
    "send_order_links": ["customer-order-link"],
    "view_note": ["customer-notes", "customer-note-mentions", "customer-follow-ups", "customer-note-file"],
    "add_note": [f"customer-note-{page}" for page in ("add", "edit-own", "pin", "alert", "done", "postpone")],
    "change_note": ["customer-note-edit"],
    "delete_note": ["customer-note-delete"],
    "delete_customer": ["customer-delete", "customer-bulk-delete"],
    "manage_groups": [
        *(f"customer-group-{page}" for page in ("add", "order", "edit", "merge", "delete")),
        *(f"customer-group-joining{page}" for page in ("", "-preview", "-people", "-remove")),
    ],
    "manage_price_lists": [
        *(f"customer-price-list-{page}" for page in ("add", "products", "edit", "copy", "delete", "paste")),
        *(f"customer-price-line-{page}" for page in ("add", "edit", "remove")),
    ],
    "manage_extra_fields": [
        f"customer-extra-field-{page}" for page in ("add", "order", "edit", "retire", "restore", "delete")
    ],
    "view_conversation": [
        "customer-conversation-list",
        *(f"customer-conversation{page}" for page in ("", "-read", "-file")),
    ],
    "message_customers": ["customer-write", *(f"customer-conversation-{page}" for page in ("answer", "retry"))],
    "change_conversation": [
        f"customer-conversation-{page}" for page in ("remark", "assign", "close", "reopen", "attach")
    ],
    "manage_ready_texts": [f"customer-ready-text{page}" for page in ("s", "-add", "-edit", "-delete")],
    "manage_segments": [f"customer-segment-{page}" for page in ("add", "edit", "delete")],
    "view_mailing": ["customer-mailing", "customer-mailing-list", "customer-mailing-open"],
    "message_many_customers": [
        "customer-bulk-write",
        *(f"customer-mailing-{page}" for page in ("edit", "test", "send", "retry", "delete")),
    ],
    "manage_tags": [f"customer-tag-{page}" for page in ("add", "order", "edit", "merge", "delete")],
}
TALKS = ("conversation", "ready-text")
NAMES = {name: right for right, names in RIGHTS.items() for name in names}


def _note_about(customer):
    """A note with a day to follow it up and a file, by nobody who asks."""
    paper = SimpleUploadedFile("a.pdf", b"%PDF-1.7")
    note = notes.write(customer, text="Deaf", follow_up_on=timezone.localdate(), uploads=[paper], by=None)
    return {"note_pk": note.pk, "file_id": note.files.get().public_id}


@pytest.fixture
def target(bob):
    """Bob with an address, a group and a tag, so that every page about him exists."""
    sync.refresh([bob.pk])
    prices = PriceList.objects.create(name="Summer", group=CustomerGroup.objects.create(name="Trade"))
    draft = orders_on_behalf.start(customer_of(bob), by=None)
    return {
        "pk": bob.pk,
        "draft_pk": draft.pk,
        "item_pk": 1,
        "address_pk": UserAddressFactory(user=bob).pk,
        "key": "overview",
        "channel": "email",
        **_note_about(customer_of(bob)),
        "group": CustomerGroup.objects.create(name="VIP").pk,
        "tag": Tag.objects.create(name="red").pk,
        "price": prices.pk,
        "line_pk": prices.lines.create(percent=5).pk,
        "extra": ExtraField.objects.create(key="diet", kind="text", label="Diet").pk,
        "mailing": Mailing.objects.create(chosen=[bob.pk], texts={"en": {"subject": "News", "body": "Bread"}}).pk,
        "segment": Segment.objects.create(name="Best", query="orders_from=3").pk,
        "job": Job.objects.create(kind="bulk", params={"words": []}).pk,
        "conversation": (talk := Conversation.objects.create(customer_id=bob.pk, subject="Sofa")).pk,
        "message_pk": (message := talk.messages.create(kind="shop", text="It is here", recipient=bob.email)).pk,
        "file": files.keep(MessageFile(message=message), SimpleUploadedFile("note.txt", b"a note"), by=None).public_id,
        "ready-text": ReadyText.objects.create(title="Hours", body="From nine to five").pk,
        "export": Job.objects.create(kind="export", params={"kind": "csv", "delimiter": ","}).pk,
        "import": imports.bring(BytesIO(b"email\nada@example.com\n"), name="people.csv", by=None).pk,
    }


def address(route: Route, target: dict) -> str:
    subject = next(
        (
            word
            for word in ("group", "tag", "price", "extra", "segment", "mailing", "job", "import", *TALKS)
            if f"{word}-" in f"{route.name}-"
        ),
        "pk",
    )
    pk = target[subject]
    wanted = [part.split(":")[1].rstrip(">/") for part in route.path.split("<")[1:] for part in [part.split(">")[0]]]
    return reverse(f"dashboard:{route.name}", kwargs={name: {**target, "pk": pk}[name] for name in wanted})


def answers(client, target: dict, method: str, right: str = "") -> dict[str, int]:
    """The status of every page, or of those of one right, for whoever is signed in."""
    data = {"selected": [target["pk"]], "confirmed": "1"} if method == "post" else {}
    wanted = [route for route in routes if right in ("", route.right)]
    return {route.name: getattr(client, method)(address(route, target), data).status_code for route in wanted}


def test_every_page_has_a_row_in_the_table():
    assert {route.name: route.right for route in routes} == NAMES


def test_every_address_of_ours_asks_for_a_right():
    config = apps.get_app_config("users_dashboard")
    for pattern in config.get_urls():
        assert config.get_permissions(pattern.name)[1:] == [f"oscar_clienti.{NAMES[pattern.name]}"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_are_sent_to_sign_in(client, target, method):
    assert set(answers(client, target, method).values()) == {302}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", ["shopper", "partner", "staff without rights", "no staff but every right"])
def test_people_without_rights_get_nothing(client, target, method, role):
    eve = make_user("eve@example.com", is_staff=role == "staff without rights")
    if role == "partner":
        PartnerFactory().users.add(eve)
        eve.user_permissions.add(Permission.objects.get(codename="dashboard_access"))
    elif role == "no staff but every right":
        eve = grant(eve, *RIGHTS)
    client.force_login(eve)
    assert set(answers(client, target, method).values()) == {403}


@pytest.mark.once
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("right", RIGHTS)
def test_one_right_is_enough_for_its_own_pages(client, target, method, right):
    client.force_login(grant(make_user("vera@shop.example", is_staff=True), right))
    assert 403 not in answers(client, target, method, right).values()


@pytest.mark.once
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("right", RIGHTS)
def test_all_rights_but_one_leave_its_pages_shut(client, target, method, right):
    client.force_login(grant(make_user("vera@shop.example", is_staff=True), *(set(RIGHTS) - {right})))
    assert answers(client, target, method, right) == dict.fromkeys(RIGHTS[right], 403)


def _shop() -> dict[str, str]:
    """Everything that the database holds, but for what a request itself leaves behind."""
    passing = {"sessions.Session", "oscar_clienti.ListPreference"}
    return {
        model._meta.label: serialize("json", model._base_manager.order_by("pk"))
        for model in apps.get_models()
        if model._meta.managed and model._meta.label not in passing and not model._meta.proxy
    }


def test_who_may_only_look_changes_nothing_by_any_post(client, target, viewer):
    client.force_login(viewer)
    before = _shop()
    answers(client, target, "post")
    assert _shop() == before


def test_looking_changes_nothing(client, target, root):
    client.force_login(root)
    before = _shop()
    answers(client, target, "get")
    assert _shop() == before


@pytest.mark.parametrize("who", ["staff", "superuser", "partner", "deleted"])
def test_pages_about_one_customer_do_not_exist_for(client, root, who):
    other = make_user("other@shop.example", is_staff=who == "staff", is_superuser=who == "superuser")
    if who == "partner":
        PartnerFactory().users.add(other)
    if who == "deleted":
        Customer.objects.filter(pk=other.pk).update(erased_at=timezone.now())
    sync.refresh([other.pk])
    client.force_login(root)
    places = {"pk": other.pk, "address_pk": UserAddressFactory(user=other).pk, "key": "overview", "channel": "email"}
    places |= {"draft_pk": 1, "item_pk": 1}
    note = Note.objects.create(customer=customer_of(other), text="Deaf")
    file = NoteFile.objects.create(note=note, name="a.pdf", size=1, file="notefile/a.pdf")
    places |= {"note_pk": note.pk, "file_id": file.public_id}
    others = ("group", "tag", "price", "user-alert", "extra", "segment", "mailing", "job", "import", "export", *TALKS)
    personal = [route for route in routes if "int:pk" in route.path and not any(word in route.name for word in others)]
    for route in personal:
        for method in ("get", "post"):
            status = getattr(client, method)(address(route, {**places, "group": 0, "tag": 0})).status_code
            assert status in (404, 405), (route.name, method, status)
