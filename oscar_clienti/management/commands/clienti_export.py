"""Customers into a file, from the command line: the same road as the page."""

import os
import sys
from pathlib import Path
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from oscar_clienti.models import Segment
from oscar_clienti.progress import Progress
from oscar_clienti.services import exports
from oscar_clienti.text import fold


class Command(BaseCommand):
    help = (
        "Exports customers as CSV or Excel: everybody, a --segment, or those who match a --filter such as "
        '"group=vip&marketing=yes" (groups and tags by name). The file can be imported again.'
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--segment", help="The name of a segment.")
        parser.add_argument("--filter", help="Conditions as in the list's address.")
        parser.add_argument("--columns", help="Keys of columns, with commas between them.")
        parser.add_argument("--preset", default="all", choices=[preset.key for preset in exports.export_presets])
        parser.add_argument("--xlsx", action="store_true", help="Excel instead of CSV.")
        parser.add_argument("--delimiter", default=",", help="What stands between the cells of a CSV.")
        parser.add_argument("--reason", default="command line", help="What it is for; it is written down.")
        parser.add_argument("-o", "--output", help="The file to write; without it, standard output.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            download = exports.stream(
                self._selection(options),
                sheet=self._sheet(options),
                layout=exports.Layout(exports.XLSX if options["xlsx"] else exports.CSV, options["delimiter"]),
                reason=options["reason"],
                by=None,
                progress=Progress(self.stderr.write) if options["verbosity"] else None,
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if options["output"]:
            _save(download, Path(options["output"]))
        else:
            _write(download, getattr(self.stdout._out, "buffer", sys.stdout.buffer))

    def _selection(self, options: dict[str, Any]) -> exports.Selection:
        if options["segment"] and options["filter"]:
            raise CommandError("Give a --segment or a --filter, not both.")
        if options["segment"]:
            segment = Segment.objects.filter(name_key=fold(options["segment"])[:100]).first()
            if segment is None:
                raise CommandError(f"There is no segment “{options['segment']}”.")
            return exports.Selection.segment(segment)
        if options["filter"]:
            return exports.Selection.matching(options["filter"])
        return exports.Selection.everybody()

    def _sheet(self, options: dict[str, Any]) -> exports.Sheet:
        if options["columns"]:
            return exports.Sheet.of(key.strip() for key in options["columns"].split(","))
        return exports.export_presets[options["preset"]].sheet()


def _save(download: exports.Download, path: Path) -> None:
    """For the eyes of the owner, and never half of it under the name that was asked for."""
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        _write(download, file)
    part.replace(path)


def _write(download: exports.Download, file: BinaryIO) -> None:
    for piece in download.content:
        file.write(piece)
