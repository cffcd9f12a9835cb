"""What staff noted down about a customer, with a box on top to write more."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ...loading import get_class
from ...models import Customer, Note
from ...services import notes
from ..rights import may
from .base import Panel, panels

NoteForm = get_class("dashboard.users.forms", "NoteForm")


class NotesPanel(Panel):
    """Pinned notes first, then the newest."""

    key, label, template, right = "notes", _("Notes"), "oscar_clienti/dashboard/panels/notes.html", "view_note"

    def context(self, customer: Customer, request: Any) -> dict[str, Any]:
        page = self.page(Note.objects.filter(customer=customer).prefetch_related("files"), request)
        for note in page.object_list:
            note.editable = notes.may_edit(note, request.user)
        may_write = may(request.user, "add_note")
        return {
            "page": page,
            "form": NoteForm(auto_id="note-%s") if may_write else None,
            "may_write": may_write,
            "may_edit_all": may(request.user, "change_note"),
            "may_delete": may(request.user, "delete_note"),
        }


panels.register(NotesPanel())
