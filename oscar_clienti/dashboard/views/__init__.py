"""The pages; every class is found by the name that ``routes.py`` and Oscar use."""

from .lists import ColumnsView, FiltersView, IndexView  # noqa: F401
