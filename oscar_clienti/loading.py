"""Oscar's class loader with more rungs for the customers dashboard: the store's fork, then us, then Oscar.

Oscar asks the app labelled ``dashboard`` for ``dashboard.users.…``, never ``users_dashboard``
(``oscar/core/loading.py``, ``_find_registered_app_name``), so naming our app in ``INSTALLED_APPS`` is not enough.
A fork's ``AppConfig`` inherits from the one that it forks, hence the order of its bases is the search path.
"""

from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from django.apps import apps
from django.utils.module_loading import import_string
from oscar.core.exceptions import ClassNotFoundError

from . import conf

_LABEL = "dashboard.users."
_OURS = "oscar_clienti.dashboard"


def class_loader(module_label: str, classnames: Iterable[str], module_prefix: str) -> list[Any]:
    """Be ``OSCAR_DYNAMIC_CLASS_LOADER``: ours for ``dashboard.users.*``, the store's own for all else.

    Raises ``ClassNotFoundError`` when no rung has a class of that name.
    """
    if module_label.startswith(_LABEL):
        return [_first(module_label.removeprefix(_LABEL), name) for name in classnames]
    return import_string(conf.get("BASE_CLASS_LOADER"))(module_label, classnames, module_prefix)


def get_class(module_label: str, classname: str) -> Any:
    """Like Oscar's, but right even where the setting was forgotten."""
    return class_loader(module_label, [classname], "oscar.apps")[0]


def get_classes(module_label: str, classnames: Iterable[str]) -> list[Any]:
    """Like Oscar's, but right even where the setting was forgotten."""
    return class_loader(module_label, classnames, "oscar.apps")


def _first(module_name: str, classname: str) -> Any:
    for package in _packages():
        found = getattr(_module(package, module_name), classname, None)
        if found is not None and (package in _chain() or _builds_on_ours(found, module_name, classname)):
            return found
    raise ClassNotFoundError(f"No class {classname!r} in {_LABEL}{module_name}.")


def _chain() -> list[str]:
    """The store's fork, then us, then Oscar."""
    bases = type(apps.get_app_config("users_dashboard")).__mro__
    return [base.__dict__["name"] for base in bases if isinstance(base.__dict__.get("name"), str)]


def _packages() -> Iterator[str]:
    """The chain and, in front of us, the place where plain Oscar looks when a store has forked the whole dashboard."""
    chain = _chain()
    beside = f"{apps.get_app_config('dashboard').name}.users"
    for name in chain:
        if name == _OURS and beside not in chain:
            yield beside
        yield name


def _builds_on_ours(found: Any, module_name: str, classname: str) -> bool:
    """A class written for Oscar's page can't stand in for one of ours of the same name; one made from ours can."""
    ours = getattr(_module(_OURS, module_name), classname, None)
    return ours is None or found is ours or (isinstance(found, type) and issubclass(found, ours))


def _module(package: str, module_name: str) -> ModuleType | None:
    """Import ``package.module_name``; ``None`` where there is none, while errors inside it are told."""
    path = package
    for name in module_name.split("."):
        # Without a search path ``find_spec`` would fail: a plain module has nothing inside.
        if not find_spec(path) or not hasattr(import_module(path), "__path__"):
            return None
        path = f"{path}.{name}"
    return import_module(path) if find_spec(path) else None
