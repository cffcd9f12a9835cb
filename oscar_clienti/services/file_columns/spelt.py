"""Columns whose cells are written in one of the usual spellings."""

from typing import Any

from .base import FileColumn
from .spellings import Spelling


class Spelt(FileColumn):
    spelling: Spelling

    def parse(self, text: str) -> Any:
        return self.spelling.parse(text)

    def text(self, value: Any) -> str:
        return self.spelling.text(value)
