"""Wrong set-ups told as sentences by ``manage.py check``."""


def register() -> None:
    """Called once by ``apps.py``."""
