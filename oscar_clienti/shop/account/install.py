"""Our pages stand beside Oscar's in the account, under ``customer:``; a store's addresses need no line of ours."""

from typing import Any

from django.apps import apps


def install() -> None:
    """Let Oscar's app of the account, or the store's fork of it, know our pages; harmless when called again."""
    config: Any = apps.get_app_config("customer")
    if getattr(config, "_clienti_pages", False):
        return
    config._clienti_pages = True
    theirs = config.get_urls

    def get_urls() -> Any:
        # Only now: the pages need models and classes of the whole shop.
        from .urls import urlpatterns

        # The store's first: what it calls by the same name is meant to win.
        return [*theirs(), *config.post_process_urls(list(urlpatterns))]

    config.get_urls = get_urls
