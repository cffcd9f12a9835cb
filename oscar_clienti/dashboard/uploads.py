"""An upload that is too large ends at the limit: what is beyond it is neither kept nor parsed."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from .. import conf

PIECE = 64 * 1024


class SizeLimit(FileUploadHandler):
    """Stands before the handlers that keep a file, and counts; ``too_large`` says that it has stopped one."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.most = conf.get("IMPORT_MAX_BYTES")
        self.come = 0
        self.too_large = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.come += len(raw_data)
        if self.come > self.most:
            self.too_large = True
            # The rest is read and dropped: a browser shows our answer only when it has sent everything.
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> Any:
        return None


def drain(request: HttpRequest) -> None:
    """Read what is left of a request that is refused, for the same reason."""
    while request.read(PIECE):
        pass
