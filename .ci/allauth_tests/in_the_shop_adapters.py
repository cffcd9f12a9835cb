"""The adapter of allauth's tests in the shop."""

from tests.projects.common.adapters import AccountAdapter as Theirs

from oscar_clienti.accounts.adapters import AccountAdapter as Ours


class AccountAdapter(Ours, Theirs):
    """Ours, with the telephone of allauth's tests: a shop has none."""
