"""Everything that the shop keeps about one person, for that person (GDPR art. 15 and 20)."""

from .job import ask, drive, expire, fetch, forget, kept_until, latest
from .parts import DataPart, data_parts

__all__ = ["DataPart", "ask", "data_parts", "drive", "expire", "fetch", "forget", "kept_until", "latest"]
