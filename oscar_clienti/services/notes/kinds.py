"""What the activity says of notes: that there was one and what was done to it, never its text, which may be deleted."""

from django.utils.translation import gettext_lazy as _

from .. import activity

for _key, _label in {
    "note.written": _("Note written"),
    "note.edited": _("Note edited"),
    "note.deleted": _("Note deleted"),
    "note.pinned": _("Note pinned"),
    "note.unpinned": _("Note no longer pinned"),
    "note.alert": _("Note made an alert"),
    "note.alert_ended": _("Alert ended"),
    "note.follow_up_done": _("Follow-up done"),
    "note.follow_up_reopened": _("Follow-up opened again"),
    "note.follow_up_postponed": _("Follow-up postponed"),
}.items():
    activity.kinds.register(activity.Kind(_key, _label))
