"""What we react to; each receiver calls one service."""


def connect() -> None:
    """Called once by ``apps.py``."""
