"""The forms; every class is found by its name in ``dashboard.users.forms``."""
