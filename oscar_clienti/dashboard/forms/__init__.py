"""The forms; every class is found by its name in ``dashboard.users.forms``."""

from .labels import (  # noqa: F401
    ChooseGroupForm,
    ChooseTagsForm,
    CustomerGroupForm,
    DeleteCustomerGroupForm,
    DeleteTagForm,
    MergeForm,
    TagForm,
)
from .lists import CustomerFilterForm, ListPreferenceForm  # noqa: F401
