"""An address that its owner knows again, and nobody else."""


def mask(email: str) -> str:
    """ "bob.rossi@example.com" as "b•••@example.com"."""
    local, _at, domain = email.rpartition("@")
    return f"{local[:1]}•••@{domain}" if domain else ""
