"""Each wrong set-up is told by its own sentence; the demo shop has none."""

import pytest
from django.core import checks as django_checks
from django.core.management import call_command
from django.db import connection
from oscar.defaults import OSCAR_DASHBOARD_NAVIGATION

from oscar_clienti import checks
from oscar_clienti.defaults import add_navigation
from oscar_clienti.models import Customer
from tests.services.test_sync import behind_our_back


def ids(check, *arguments):
    return [message.id for message in check(*arguments)]


def without(names, *out):
    return [name for name in names if name not in out]


@pytest.fixture
def oscars_own_dashboard(settings):
    settings.INSTALLED_APPS = [
        "oscar.apps.dashboard.users.apps.UsersDashboardConfig" if name.startswith("oscar_clienti.dashboard") else name
        for name in settings.INSTALLED_APPS
    ]


def own_loader(module_label, classnames, module_prefix):
    from oscar_clienti.loading import class_loader

    return class_loader(module_label, classnames, module_prefix)


def test_the_demo_shop_is_set_up_well():
    messages = django_checks.run_checks(tags=["oscar_clienti"])
    assert [message for message in messages if message.level >= django_checks.WARNING] == []


def test_oscars_dashboard_in_our_place(oscars_own_dashboard):
    assert ids(checks.dashboard) == ["oscar_clienti.E001"]


def test_a_forgotten_class_loader(settings):
    settings.OSCAR_DYNAMIC_CLASS_LOADER = "oscar.core.loading.default_class_loader"
    assert ids(checks.class_loader) == ["oscar_clienti.E002"]


def test_a_stores_own_loader_that_calls_ours_will_do(settings):
    settings.OSCAR_DYNAMIC_CLASS_LOADER = "tests.test_checks.own_loader"
    assert ids(checks.class_loader) == []


def test_a_loader_that_would_call_itself(settings):
    settings.OSCAR_CLIENTI_BASE_CLASS_LOADER = "oscar_clienti.loading.class_loader"
    assert ids(checks.class_loader) == ["oscar_clienti.E003"]


def test_our_app_after_oscar(settings):
    settings.INSTALLED_APPS = [*without(settings.INSTALLED_APPS, "oscar_clienti"), "oscar_clienti"]
    assert ids(checks.order_of_apps) == ["oscar_clienti.W014"]


def test_htmx_is_not_installed(settings):
    settings.INSTALLED_APPS = without(settings.INSTALLED_APPS, "django_htmx")
    assert ids(checks.htmx) == ["oscar_clienti.E004"]


def test_the_htmx_middleware_is_missing(settings):
    settings.MIDDLEWARE = without(settings.MIDDLEWARE, "django_htmx.middleware.HtmxMiddleware")
    assert ids(checks.htmx) == ["oscar_clienti.E005"]


def test_a_misspelt_setting(settings):
    settings.OSCAR_CLIENTI_COUNT_LIMITS = 5
    (message,) = checks.setting_names()
    assert message.id == "oscar_clienti.W006"
    assert "OSCAR_CLIENTI_COUNT_LIMITS" in message.msg


def test_statuses_written_as_one_text(settings):
    settings.OSCAR_CLIENTI_CANCELLED_STATUSES = "Cancelled"
    assert ids(checks.setting_values) == ["oscar_clienti.E007"]


def test_a_status_that_no_order_can_have(settings):
    settings.OSCAR_CLIENTI_CANCELLED_STATUSES = ["Canceled"]
    assert ids(checks.setting_values) == ["oscar_clienti.W008"]


def test_without_a_pipeline_any_status_will_do(settings):
    settings.OSCAR_ORDER_STATUS_PIPELINE = {}
    settings.OSCAR_CLIENTI_CANCELLED_STATUSES = ["Canceled"]
    assert ids(checks.setting_values) == []


def test_a_menu_without_our_pages(settings):
    settings.OSCAR_DASHBOARD_NAVIGATION = OSCAR_DASHBOARD_NAVIGATION
    assert ids(checks.menu) == ["oscar_clienti.W009"]


def test_a_menu_to_which_our_pages_were_added(settings):
    settings.OSCAR_DASHBOARD_NAVIGATION = add_navigation(OSCAR_DASHBOARD_NAVIGATION)
    assert ids(checks.menu) == []


def test_without_the_context_processor_the_shop_only_hears_of_it(settings):
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "OPTIONS": {"context_processors": []}}]
    (message,) = checks.context_processor()
    assert (message.id, message.level) == ("oscar_clienti.I010", django_checks.INFO)


def test_apps_that_are_set_up_anew_are_told_about_once(settings):
    settings.INSTALLED_APPS = without(settings.INSTALLED_APPS, "django_htmx")
    messages = [message.id for message in django_checks.run_checks(tags=["oscar_clienti"])]
    assert messages.count("oscar_clienti.E004") == 1


# The database.


def ask_the_database():
    messages = django_checks.run_checks(tags=["database"], databases=["default"])
    return [message.id for message in messages if message.id.startswith("oscar_clienti")]


def test_the_database_is_in_order(bob):
    assert ask_the_database() == []


def test_users_without_a_row(bob):
    behind_our_back("dora@example.com")
    (message,) = checks.missing_rows("default")
    assert message.id == "oscar_clienti.W013"
    assert message.msg.startswith("1 users")
    assert ask_the_database() == ["oscar_clienti.W013"]


def test_nobody_asks_the_database_unless_told_to(bob):
    behind_our_back("dora@example.com")
    assert [message.id for message in django_checks.run_checks() if message.id == "oscar_clienti.W013"] == []


def test_the_command_tells_it(bob, capsys):
    behind_our_back("dora@example.com")
    call_command("check", databases=["default"])
    assert "clienti_sync" in capsys.readouterr().err


def test_before_migrating_nothing_is_asked(bob, monkeypatch):
    behind_our_back("dora@example.com")
    monkeypatch.setattr(Customer._meta, "db_table", "not_there_yet")
    assert ask_the_database() == []


postgresql_only = pytest.mark.skipif("connection.vendor != 'postgresql'")


@postgresql_only
def test_jit_is_on(db):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = on")
    assert ids(checks.postgresql, "default") == ["oscar_clienti.W011"]


@postgresql_only
def test_the_search_index_is_missing(db):
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX clienti_search")
    assert ids(checks.postgresql, "default") == ["oscar_clienti.W012"]


def test_private_files_among_the_temporary_ones(settings):
    settings.OSCAR_CLIENTI_PRIVATE_ROOT = None
    assert ids(checks.private_root) == ["oscar_clienti.W015"]


def test_private_files_that_everybody_could_fetch(settings):
    settings.OSCAR_CLIENTI_PRIVATE_ROOT = settings.MEDIA_ROOT / "private"
    assert ids(checks.private_root) == ["oscar_clienti.E016"]


def test_private_files_in_a_storage_of_the_shops(settings):
    settings.STORAGES = {**settings.STORAGES, "oscar_clienti": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
    settings.OSCAR_CLIENTI_PRIVATE_ROOT = None
    assert ids(checks.private_root) == []


def test_offers_that_take_more_off_than_they_say(settings):
    settings.SHOP_STRATEGY, settings.OSCAR_OFFERS_INCL_TAX = "oscar.apps.partner.strategy.UK", False
    assert ids(checks.offers_and_taxes) == ["oscar_clienti.W017"]


@pytest.mark.parametrize(("strategy", "gross"), [("UK", True), ("Default", False)])
def test_offers_that_take_off_what_they_say(settings, strategy, gross):
    settings.SHOP_STRATEGY, settings.OSCAR_OFFERS_INCL_TAX = f"oscar.apps.partner.strategy.{strategy}", gross
    assert ids(checks.offers_and_taxes) == []


def test_without_its_middleware_nobody_logs_in_as_a_customer(settings):
    settings.MIDDLEWARE = without(settings.MIDDLEWARE, "oscar_clienti.middleware.LogInAsMiddleware")
    assert ids(checks.log_in_as) == ["oscar_clienti.W045"]


def test_who_wants_no_visits_needs_no_middleware(settings):
    settings.OSCAR_CLIENTI_LOG_IN_AS = "off"
    settings.MIDDLEWARE = without(settings.MIDDLEWARE, "oscar_clienti.middleware.LogInAsMiddleware")
    assert ids(checks.log_in_as) == []


@pytest.mark.parametrize("at", [0, 100])
def test_the_middleware_of_visits_in_a_wrong_place(settings, at):
    names = without(settings.MIDDLEWARE, "oscar_clienti.middleware.LogInAsMiddleware")
    settings.MIDDLEWARE = [*names[:at], "oscar_clienti.middleware.LogInAsMiddleware", *names[at:]]
    assert ids(checks.log_in_as) == ["oscar_clienti.E046"]


def test_visits_need_sessions_on_the_server(settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    assert ids(checks.log_in_as) == ["oscar_clienti.W047"]


@pytest.mark.parametrize(("scheme", "told"), [("http", ["oscar_clienti.W048"]), ("https", [])])
def test_one_click_out_of_marketing_wants_https(settings, scheme, told):
    settings.OSCAR_URL_SCHEMA = scheme
    assert ids(checks.mailed_links) == told
