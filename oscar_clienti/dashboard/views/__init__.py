"""The pages; every class is found by the name that ``routes.py`` and Oscar use."""

from .bulk import (  # noqa: F401
    ActivateCustomersView,
    AddTagsView,
    AssignGroupView,
    BulkView,
    ClearGroupView,
    DeactivateCustomersView,
    RemoveTagsView,
)
from .groups import (  # noqa: F401
    CustomerGroupAddView,
    CustomerGroupDeleteView,
    CustomerGroupEditView,
    CustomerGroupListView,
    CustomerGroupMergeView,
    CustomerGroupOrderView,
)
from .health import HealthView, RepairView  # noqa: F401
from .lists import ColumnsView, FiltersView, IndexView  # noqa: F401
from .tags import (  # noqa: F401
    CustomerTagAddView,
    CustomerTagDeleteView,
    CustomerTagEditView,
    CustomerTagListView,
    CustomerTagMergeView,
    CustomerTagOrderView,
)
