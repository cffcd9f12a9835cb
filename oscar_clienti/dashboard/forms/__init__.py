"""The forms; every class is found by its name in ``dashboard.users.forms``."""

from .lists import ListPreferenceForm, UserSearchForm  # noqa: F401
