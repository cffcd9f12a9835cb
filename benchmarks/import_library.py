"""The same people by django-import-export, where it is installed."""

import time
from pathlib import Path


def by_library(file: str, way: str) -> dict:
    """Import the accounts alone; ``way`` is "defaults", "use_bulk", or "in_the_shop": defaults, with our receivers.

    Without these, which make a customer of every account that is saved, it is as fast as it can be.
    """
    import tablib
    from django.contrib.auth import get_user_model
    from django.db.models.signals import post_save
    from import_export import resources

    if way != "in_the_shop":
        post_save.receivers.clear()
        post_save.sender_receivers_cache.clear()

    class People(resources.ModelResource):
        class Meta:
            model = get_user_model()
            import_id_fields = ("email",)
            fields = ("email", "username", "first_name", "last_name")
            use_bulk = way == "use_bulk"

    data = tablib.Dataset().load(Path(file).read_text(encoding="utf-8"), format="csv")
    data.append_col(list(data["email"]), header="username")
    began = time.perf_counter()
    result = People().import_data(data, raise_errors=True)
    seconds = time.perf_counter() - began
    assert get_user_model().objects.filter(is_superuser=False).count() == result.total_rows
    return {"rows": result.total_rows, "seconds": seconds}
