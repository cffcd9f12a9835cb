"""The pages; every class is found by the name that ``routes.py`` and Oscar use."""

from .health import HealthView, RepairView  # noqa: F401
from .lists import ColumnsView, FiltersView, IndexView  # noqa: F401
