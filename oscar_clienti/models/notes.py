"""What staff notes down about a customer: a text, perhaps an alert, a day to follow it up, and files."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..text import fold
from .files import PrivateFile

NOTE_LENGTH = 5000


class AlertColour(models.TextChoices):
    """How an alert looks; each is a pale ground with dark words and a sign of its own."""

    RED = "red", pgettext_lazy("alert colour", "Red")
    AMBER = "amber", pgettext_lazy("alert colour", "Amber")
    GREEN = "green", pgettext_lazy("alert colour", "Green")
    BLUE = "blue", pgettext_lazy("alert colour", "Blue")


class Note(models.Model):
    """One note. ``alert_for`` repeats the customer while the note is their alert: the key allows one of them.

    Only ``services.notes`` writes it. The author's name is a copy, so that it outlives the account.
    """

    customer = models.ForeignKey("oscar_clienti.Customer", models.CASCADE, related_name="notes")
    alert_for = models.OneToOneField(
        "oscar_clienti.Customer", models.CASCADE, null=True, blank=True, related_name="alert_note", editable=False
    )
    text = models.TextField(_("Note"), max_length=NOTE_LENGTH)
    search_text = models.TextField(blank=True, editable=False)
    colour = models.CharField(_("Colour"), max_length=8, choices=AlertColour.choices, default=AlertColour.AMBER)
    pinned = models.BooleanField(_("Pinned"), default=False)
    follow_up_on = models.DateField(_("Follow up on"), null=True, blank=True)
    done_at = models.DateTimeField(_("Done"), null=True, blank=True, editable=False)
    done_by_name = models.CharField(max_length=255, blank=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(_("Author"), max_length=255, blank=True)
    at = models.DateTimeField(_("When"), default=timezone.now)
    edited_at = models.DateTimeField(_("Edited"), null=True, blank=True, editable=False)
    edited_by_name = models.CharField(max_length=255, blank=True, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    # Of the form that it came from, and what was in it: a second click makes no second note.
    form_key = models.CharField(max_length=32, null=True, unique=True, editable=False)

    class Meta:
        ordering = ["-pinned", "-at", "-pk"]
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        indexes = [
            models.Index(fields=["customer", "-pinned", "-at", "-id"], name="clienti_notes_shown"),
            models.Index(fields=["-at", "-id"], name="clienti_notes_latest"),
            # An open follow-up is one that was not done: equality first, then the day.
            models.Index(fields=["done_at", "follow_up_on"], name="clienti_follow_ups"),
        ]

    def __str__(self) -> str:
        return self.line

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = fold(self.text)
        if "update_fields" in kwargs and kwargs["update_fields"] is not None and "text" in kwargs["update_fields"]:
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_text"}
        super().save(*args, **kwargs)

    @property
    def is_alert(self) -> bool:
        return self.alert_for_id is not None

    @property
    def line(self) -> str:
        """The first line that says something, for where there is room for one."""
        return next((line.strip() for line in self.text.splitlines() if line.strip()), "")

    @property
    def is_open(self) -> bool:
        """Does somebody still have to follow it up?"""
        return self.follow_up_on is not None and self.done_at is None

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.follow_up_on is not None and self.follow_up_on < timezone.localdate()

    @property
    def is_due_today(self) -> bool:
        return self.is_open and self.follow_up_on == timezone.localdate()


class NoteFile(PrivateFile):
    """A file that was put to a note; it goes with it."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="files")

    class Meta(PrivateFile.Meta):
        # Who may write notes may put files to them.
        default_permissions = ()
        verbose_name = _("file of a note")
        verbose_name_plural = _("files of notes")
