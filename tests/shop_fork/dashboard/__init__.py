"""The whole dashboard forked, as ``oscar_fork_app dashboard`` does it."""
