"""What Alice noted down about the regulars: one that everybody must see, one to call today, one with a file."""

from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from oscar_clienti.models import Customer, Note
from oscar_clienti.services import notes

SHELF = "Shelf in the shop window\nwidth  84 cm\nheight 31 cm between the boards\n"


def jot(now: datetime) -> None:
    """The notes, once."""
    if Note.objects.exists():
        return
    today, shelf = timezone.localdate(now), SimpleUploadedFile("shelf.txt", SHELF.encode())
    bank = "Pays by bank transfer within 30 days. Call before you send more than two crates."
    _about("carol@example.com", bank, alert=True)
    _about("bob@example.com", "Asked for the blue series. Tell him when it is back.", follow_up_on=today)
    later = today + timedelta(days=6)
    _about(
        "gio@example.com", "Six bowls for a shelf, as in the file.", pinned=True, follow_up_on=later, uploads=[shelf]
    )


def _about(email: str, text: str, **more) -> None:
    alice = get_user_model().objects.get(email="alice@example.com")
    notes.write(Customer.objects.get(email=email), text=text, by=alice, **more)
