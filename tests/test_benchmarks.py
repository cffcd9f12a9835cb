"""The benchmarks are run by hand; here only what would be noticed too late."""

from pathlib import Path

import pytest

pytest.importorskip("psycopg")

from benchmarks import parsing
from benchmarks.__main__ import DOCS, PARTS, written


@pytest.mark.parametrize("part", PARTS)
def test_every_part_has_its_place_in_the_docs(part: str) -> None:
    assert "| new figures |" in written(DOCS.read_text(), part, "| new figures |")


def test_new_figures_leave_what_was_written_about_them() -> None:
    page = "Before.\n<!-- figures: sync -->\nold\n<!-- end: sync -->\nAfter."

    assert written(page, "sync", "new") == ("Before.\n<!-- figures: sync -->\n\nnew\n\n<!-- end: sync -->\nAfter.")


def test_the_file_that_is_read_by_both_has_all_its_rows(tmp_path: Path) -> None:
    path = parsing.write(tmp_path / "people.csv", 30)

    assert (parsing.plain(path), parsing.ours(path)) == (30, 30)
