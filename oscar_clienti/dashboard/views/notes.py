"""Notes: writing, editing and deleting one, its marks, its files; the notes of all, and today's calls."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.generic import ListView, TemplateView, View

from ... import downloads
from ...loading import get_classes
from ...models import Note, NoteFile
from ...services import notes
from ..rights import may
from .customers import ActFormView, CustomerMixin

NoteForm, PostponeForm = get_classes("dashboard.users.forms", ["NoteForm", "PostponeForm"])


class NotesMixin(CustomerMixin):
    @property
    def notes_url(self) -> str:
        """Where to go afterwards: today's calls for who came from there, else the notes of the customer."""
        if self.request.POST.get("next") == "follow-ups":
            return reverse("dashboard:customer-follow-ups")
        return f"{self.profile_url}?tab=notes"

    @property
    def may_read(self) -> bool:
        """Some may write notes, or delete them, but not read what others wrote."""
        return may(self.request.user, "view_note")


class NoteMixin(NotesMixin):
    """The note of the address: one of this customer's, or it isn't found."""

    @cached_property
    def note(self) -> Note:
        note = get_object_or_404(self.notes(), pk=self.kwargs["note_pk"])
        note.customer = self.customer
        return note

    def notes(self) -> QuerySet[Note]:
        return Note.objects.filter(customer=self.customer)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(note=self.note, cancel_url=self.notes_url, **kwargs)


class NoteFormView(NotesMixin, ActFormView):
    form_class = NoteForm
    template_name = "oscar_clienti/dashboard/notes/form.html"

    def tell(self, note: Note, words: str, former: Note | None) -> HttpResponse:
        """Say what happened, also to the alert that this one took the place of."""
        messages.success(self.request, words)
        if note.is_alert and former is not None and former.pk != note.pk and self.may_read:
            words = _("It took the place of the alert “%(alert)s”, which is an ordinary note now.")
            messages.info(self.request, words % {"alert": former.line[:100]})
        return redirect(self.notes_url)


class NoteAddView(NoteFormView):
    """The box on the profile posts here; by itself it is a page, for who has no JavaScript and for mistakes."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"title": _("Note about %(customer)s") % {"customer": self.customer}, "save_label": _("Save note")}
        return super().get_context_data(**words, cancel_url=self.notes_url, **kwargs)

    def act(self, form: Any) -> HttpResponse:
        former, words = notes.alert_of(self.customer), _("Your note was saved.")
        try:
            note = notes.write(self.customer, by=self.request.user, **form.particulars())
        except notes.AlreadyWritten as twice:
            return self.tell(twice.written, words, None)
        return self.tell(note, words, former)


class NoteEditView(NoteMixin, NoteFormView):
    """Anybody's note."""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "note": self.note}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=_("Edit the note about %(who)s") % {"who": self.customer}, **kwargs)

    def act(self, form: Any) -> HttpResponse:
        former = notes.alert_of(self.customer)
        note = notes.edit(self.note, by=self.request.user, **form.particulars())
        return self.tell(note, _("The note was saved."), former)


class NoteEditOwnView(NoteEditView):
    """One that whoever asks wrote; others' are not found here."""

    def notes(self) -> QuerySet[Note]:
        return super().notes().filter(by=self.request.user.pk)


class NoteDeleteView(NoteMixin, TemplateView):
    """Asks, showing the note, then deletes it with its files."""

    template_name = "oscar_clienti/dashboard/notes/delete.html"
    http_method_names = ["get", "head", "post", "options"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"title": _("Delete this note?"), "confirm_label": _("Delete note"), "danger": True}
        return super().get_context_data(**words, files=self.note.files.count(), **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            notes.delete(self.note, by=request.user)
            messages.success(request, _("The note was deleted."))
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
        return redirect(self.notes_url)


class NoteMarkView(NoteMixin, View):
    """One mark of a note, by one click; what the service refuses is told."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.note  # noqa: B018  Not found before anything else.
        try:
            messages.success(request, self.act())
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
        return redirect(self.notes_url)

    def act(self) -> str:
        """Do it and return what to say."""
        raise NotImplementedError

    @property
    def is_on(self) -> bool:
        """Is the mark to be set, or to be taken away?"""
        return self.request.POST.get("on", "1") == "1"


class NotePinView(NoteMarkView):
    def act(self) -> str:
        notes.pin(self.note, pinned=self.is_on, by=self.request.user)
        return _("The note is pinned to the top.") if self.is_on else _("The note is no longer pinned.")


class NoteAlertView(NoteMarkView):
    def act(self) -> str:
        if not self.is_on:
            notes.quieten(self.note, by=self.request.user)
            return _("The note is no longer an alert.")
        former = notes.alert_of(self.customer)
        notes.alert(self.note, by=self.request.user)
        if former is not None and former.pk != self.note.pk and self.may_read:
            words = _("The note is the alert now, in the place of “%(alert)s”.")
            return words % {"alert": former.line[:100]}
        return _("The note is an alert now: it stands in the list, on the orders and on top of the profile.")


class NoteDoneView(NoteMarkView):
    def act(self) -> str:
        if self.is_on:
            notes.done(self.note, by=self.request.user)
            return _("Done: %(customer)s has been followed up.") % {"customer": self.customer}
        notes.reopen(self.note, by=self.request.user)
        return _("%(customer)s is to be followed up again.") % {"customer": self.customer}


class NotePostponeView(NoteMarkView):
    def act(self) -> str:
        form = PostponeForm(self.request.POST)
        if not form.is_valid():
            raise ValidationError(_("Choose the day to follow it up on."))
        day = form.cleaned_data["to"]
        notes.postpone(self.note, to=day, by=self.request.user)
        facts = {"customer": self.customer, "day": date_format(day, "DATE_FORMAT")}
        return _("%(customer)s is to be followed up on %(day)s.") % facts


class NoteFileView(CustomerMixin, View):
    """A file of one of this customer's notes, to keep, never as a page."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        rows = NoteFile.objects.filter(note__customer=self.customer)
        row = get_object_or_404(rows, public_id=self.kwargs["file_id"])
        return downloads.as_attachment(row.file, name=row.name, content_type=row.content_type)


class NoteListView(ListView):
    """The notes about all customers, newest first; ``?q=`` finds words in them."""

    template_name = "oscar_clienti/dashboard/notes/list.html"
    context_object_name = "notes"
    paginate_by = 25

    def get_queryset(self) -> QuerySet[Note]:
        return notes.matching(self.request.GET.get("q", "")).prefetch_related("files")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(q=self.request.GET.get("q", "").strip()[:200], **kwargs)


class NoteMentionsView(TemplateView):
    """A line under a search of the list: so many notes mention it."""

    http_method_names = ["get", "head", "options"]
    template_name = "oscar_clienti/dashboard/notes/_mentions.html"
    MOST = 100

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = self.request.GET.get("q", "").strip()[:200]
        found = notes.mentions(words, most=self.MOST)
        return super().get_context_data(q=words, number=found, more=found == self.MOST, **kwargs)


class FollowUpListView(ListView):
    """Who is to be called: overdue first, then today; with ``?coming=1`` the days to come."""

    template_name = "oscar_clienti/dashboard/notes/follow_ups.html"
    context_object_name = "notes"
    paginate_by = 25

    @property
    def is_coming(self) -> bool:
        return self.request.GET.get("coming") == "1"

    def get_queryset(self) -> QuerySet[Note]:
        return notes.due(coming=self.is_coming)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        others = notes.due(coming=not self.is_coming).count()
        base, today = "?coming=1&" if self.is_coming else "?", localdate()
        more = {"coming": self.is_coming, "others": others, "base": base}
        days = {"today": today, "tomorrow": today + timedelta(days=1)}
        return {**super().get_context_data(**kwargs), **more, **days}
