"""Files as tests make them: bytes in memory, nobody real in them."""

import io

from oscar_clienti.services.imports import reading


def csv_file(text, encoding="utf-8"):
    return io.BytesIO(text.encode(encoding))


def read(file):
    """The header and the rows, as the first look suggests to read them."""
    glance = reading.look_into(file)
    return glance.header, list(reading.rows(file, glance.layout))


def refusal(act, *arguments, **words):
    """What is said when ``act`` refuses; rows are read to their end."""
    try:
        result = act(*arguments, **words)
        if act is reading.rows:
            list(result)
    except reading.FileRefused as refused:
        return refused
    raise AssertionError("It was not refused.")
