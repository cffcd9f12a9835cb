"""What a worker had in its hand when it was killed: a file tells it that outlives the worker.

Between a claim and the end of its e-mail the database answers. Who is killed meanwhile has sent nothing, but the row
can't tell. What a process wrote into a file stays when the process is killed, and may be lost when the machine goes
down: a journal is believed on the same machine until that is started again, and not while its writer lives. A claim of
which no journal tells is one of which nobody knows.
"""

import errno
import logging
import os
import re
import stat
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from ... import private_files
from ...models import MailingDelivery

try:
    import fcntl
except ImportError:  # Windows, which can't tell either since when it runs.
    fcntl = None  # type: ignore[assignment]

logger = logging.getLogger("oscar_clienti.mailings")
_SINCE = Path("/proc/sys/kernel/random/boot_id")
_KEPT_SECONDS = 7 * 24 * 60 * 60
# The first byte of a record: the claim is being made, and nothing has left; or the e-mail may leave from now on.
_CLAIMING, _LEAVING = b"c", b"l"
_LENGTH = 128
# One that is not locked yet ends so.
_NEW = ".new"
_NAME = re.compile(rf"[0-9a-f-]{{36}}-[0-9a-f]{{32}}({re.escape(_NEW)})?")


@dataclass(frozen=True)
class Unsent:
    """A claim, known by its moment, whose e-mail surely did not leave; ``path`` is the journal that tells it."""

    mailing: int
    customer: int
    at: datetime
    path: Path


class Journal:
    """Open while the block lasts. One that ends in an error stays, as one does whose writer was killed.

    Where none can be written, the mailing goes on without: what it would have told is not known then.
    """

    def __init__(self) -> None:
        self._file: int | None = None
        self._path = _folder() / f"{_machine()}-{uuid.uuid4().hex}"

    def __enter__(self) -> Self:
        if _machine():
            try:
                self._file = _opened(self._path)
            except OSError as error:
                _complain(error)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            self._end()
        elif self._file is not None:
            os.close(self._file)

    def claiming(self, row: MailingDelivery) -> None:
        """To be called before the claim is made, which has its moment by then."""
        record = f"{_CLAIMING.decode()} {row.mailing_id} {row.customer_id} {row.at.isoformat()}"
        self._write(record.encode().ljust(_LENGTH))

    def leaving(self) -> None:
        """To be called before the e-mail leaves. Raises ``OSError`` when it can't be written down: it must not leave
        then."""
        self._write(_LEAVING)

    def _write(self, some: bytes) -> None:
        if self._file is None:
            return
        try:
            os.pwrite(self._file, some, 0)
        except OSError as error:
            _complain(error)
            self._end()

    def _end(self) -> None:
        if self._file is not None:
            self._path.unlink(missing_ok=True)
            os.close(self._file)
            self._file = None


def unsent() -> Iterator[Unsent]:
    """What workers of this machine had claimed and not begun to send when they died."""
    machine = _machine()
    try:
        paths = _journals() if machine else []
    except FileNotFoundError:
        return
    except OSError as error:
        _complain(error)
        return
    for path in paths:
        # Another worker may be quicker.
        with suppress(OSError, ValueError):
            if path.stat().st_mtime < time.time() - _KEPT_SECONDS:
                path.unlink()
            elif path.name.startswith(machine) and path.suffix != _NEW and (record := _of_a_dead_one(path)):
                yield Unsent(*record, path)


def _journals() -> list[Path]:
    """What journals were written here, and nothing else that lies there. Raises ``OSError``."""
    folder = _folder()
    _require_ours(folder)
    return sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name))


def _require_ours(folder: Path) -> None:
    """Raises ``OSError`` where the folder is somebody else's, or a link to one: it may lie among the machine's
    temporary files, where anybody can make it first."""
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid():
        raise PermissionError(errno.EPERM, "The folder for journals is somebody else's.")


def _of_a_dead_one(path: Path) -> tuple[int, int, datetime] | None:
    """What stands in it; nothing while its writer lives. It is thrown away where there is nothing to tell.

    A claim that never became a row is told until the file is old: the database may still be at it.
    """
    with path.open("rb") as file:
        # Shared: of two who read, none takes the other for the writer.
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        words = file.read().split()
    if len(words) != 4 or words[0] != _CLAIMING:
        path.unlink()
        return None
    return int(words[1]), int(words[2]), datetime.fromisoformat(words[3].decode())


def _opened(path: Path) -> int:
    """A new file, which is ours alone. It gets its name when it is locked: without a lock it would be a dead one's."""
    for folder in (private_files.root(), path.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _require_ours(path.parent)
    new = path.with_suffix(_NEW)
    file = os.open(new, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.pwrite(file, b" " * _LENGTH, 0)
        new.rename(path)
    except OSError:
        new.unlink(missing_ok=True)
        os.close(file)
        raise
    return file


def _complain(error: OSError) -> None:
    logger.warning("Mailings go on without a journal in %s (%s).", _folder(), type(error).__name__)


def _folder() -> Path:
    return private_files.root() / "mailings"


def _machine() -> str:
    """The machine, and since when it runs; nothing where that isn't known."""
    if fcntl is None:
        return ""
    try:
        return _SINCE.read_text().strip()
    except OSError:
        return ""
