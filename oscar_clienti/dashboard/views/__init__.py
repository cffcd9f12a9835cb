"""The pages; every class is found by the name that ``routes.py`` and Oscar use."""

from .addresses import (  # noqa: F401
    CustomerAddressAddView,
    CustomerAddressDefaultView,
    CustomerAddressDeleteView,
    CustomerAddressEditView,
)
from .bulk import (  # noqa: F401
    ActivateCustomersView,
    AddTagsView,
    AssignGroupView,
    BulkView,
    ClearGroupView,
    DeactivateCustomersView,
    DeleteCustomersView,
    RemoveTagsView,
)
from .consents import CustomerConsentView  # noqa: F401
from .customers import (  # noqa: F401
    CustomerActivateView,
    CustomerAddView,
    CustomerDeactivateView,
    CustomerEditView,
    CustomerEmailView,
)
from .erasure import CustomerDeleteView  # noqa: F401
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
from .passwords import CustomerPasswordView, PasswordResetView  # noqa: F401
from .profile import PanelView, UserDetailView  # noqa: F401
from .tags import (  # noqa: F401
    CustomerTagAddView,
    CustomerTagDeleteView,
    CustomerTagEditView,
    CustomerTagListView,
    CustomerTagMergeView,
    CustomerTagOrderView,
)
