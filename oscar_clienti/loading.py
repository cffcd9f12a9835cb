"""Oscar's class loader with more rungs for the customers dashboard: the store's fork, then us, then Oscar.

Oscar asks the app labelled ``dashboard`` for ``dashboard.users.…``, never ``users_dashboard``
(``oscar/core/loading.py``, ``_find_registered_app_name``), so naming our app in ``INSTALLED_APPS`` is not enough.
A fork's ``AppConfig`` inherits from the one that it forks, hence the order of its bases is the search path.
"""

from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.apps import apps
from django.utils.module_loading import import_string
from oscar.core.exceptions import ClassNotFoundError

from . import conf

_LABEL = "dashboard.users."


def class_loader(module_label: str, classnames: Iterable[str], module_prefix: str) -> list[type]:
    """Be ``OSCAR_DYNAMIC_CLASS_LOADER``: ours for ``dashboard.users.*``, the store's own for all else.

    Raises ``ClassNotFoundError`` when no rung has a class of that name.
    """
    if module_label.startswith(_LABEL):
        return [_first(module_label.removeprefix(_LABEL), name) for name in classnames]
    return import_string(conf.get("BASE_CLASS_LOADER"))(module_label, classnames, module_prefix)


def get_class(module_label: str, classname: str) -> type:
    """Like Oscar's, but right even where the setting was forgotten."""
    return class_loader(module_label, [classname], "oscar.apps")[0]


def get_classes(module_label: str, classnames: Iterable[str]) -> list[type]:
    """Like Oscar's, but right even where the setting was forgotten."""
    return class_loader(module_label, classnames, "oscar.apps")


def _first(module_name: str, classname: str) -> type:
    for module in _rungs(module_name):
        if hasattr(module, classname):
            return getattr(module, classname)
    raise ClassNotFoundError(f"No class {classname!r} in {_LABEL}{module_name}.")


def _rungs(module_name: str) -> Iterator[ModuleType]:
    for config in type(apps.get_app_config("users_dashboard")).__mro__:
        package = config.__dict__.get("name")
        if isinstance(package, str) and find_spec(package) and find_spec(f"{package}.{module_name}"):
            yield import_module(f"{package}.{module_name}")
