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
from .lists import ListPreferenceForm, UserSearchForm  # noqa: F401
