"""Private files whose row is gone, or never came: an upload that failed halfway, a database that was put back."""

from collections.abc import Iterator
from datetime import timedelta

from django.core.files.storage import Storage
from django.utils import timezone

from ..models.files import PrivateFile

# A row is written moments after its file: one that is younger may belong to an upload that is under way.
GRACE = timedelta(days=1)
BATCH = 500


def sweep() -> int:
    """Delete the files that belong to nothing and have lain there for a day; returns how many they were."""
    number = 0
    for storage, path in found():
        storage.delete(path)
        number += 1
    return number


def found() -> Iterator[tuple[Storage, str]]:
    """Each such file: the storage that it lies in, and its path. A storage that can't list is passed over."""
    for model in PrivateFile.__subclasses__():
        if not model._meta.abstract:
            yield from _of(model)


def _of(model: type[PrivateFile]) -> Iterator[tuple[Storage, str]]:
    field = model._meta.get_field("file")
    storage, folder = field.storage, str(model._meta.model_name)
    try:
        names = storage.listdir(folder)[1]
    except (FileNotFoundError, NotImplementedError):
        return
    for some in _pieces(names):
        paths = [f"{folder}/{name}" for name in some]
        # Asked after the files were listed: whoever has a row by now is no orphan.
        kept = set(model._base_manager.filter(file__in=paths).values_list("file", flat=True))
        yield from ((storage, path) for path in paths if path not in kept and _is_old(storage, path))


def _pieces(names: list[str]) -> Iterator[list[str]]:
    return (names[at : at + BATCH] for at in range(0, len(names), BATCH))


def _is_old(storage: Storage, path: str) -> bool:
    try:
        return storage.get_modified_time(path) < timezone.now() - GRACE
    except FileNotFoundError:
        return False
