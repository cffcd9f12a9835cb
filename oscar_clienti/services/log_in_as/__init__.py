"""Looking at the shop as a customer, and acting there for them; it is no sign-in (DESIGN decision 11)."""

from .allowing import OFF, feature, may_be_visited, require_visitable
from .choosing import allows, choose
from .current import current, during
from .forgetting import fade, forget, long_ago, over_time, sweep, told
from .noting import note_request, ordered
from .visiting import VisitOver, end, end_all_of, enter, start

__all__ = [
    "OFF",
    "VisitOver",
    "allows",
    "choose",
    "current",
    "during",
    "end",
    "end_all_of",
    "enter",
    "fade",
    "feature",
    "forget",
    "long_ago",
    "may_be_visited",
    "note_request",
    "ordered",
    "over_time",
    "require_visitable",
    "start",
    "sweep",
    "told",
]
