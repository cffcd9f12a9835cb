"""Whole numbers as somebody typed them, or as an address or a form names them."""


def whole_number(text: object) -> int | None:
    """The number that ``text`` is, in figures and small enough for every database; ``None`` for anything else.

    Python refuses to read thousands of figures, and a database more than 64 bits: neither may be an error page.
    """
    figures = str(text).strip() if text is not None else ""
    return int(figures) if figures.isascii() and figures.isdigit() and len(figures) < 19 else None
