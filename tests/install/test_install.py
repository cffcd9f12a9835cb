"""A shop with people and orders gets us by the README's steps, and is as it was when we are gone again."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

# Each shop has an SQLite file of its own, whatever the suite runs on: once is enough.
pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
PLAIN, OURS = "tests.install.plain_settings", "tests.install.settings"


class Shop:
    """Runs real commands on one database file, as the shop without us or with us."""

    def __init__(self, folder):
        self.database = folder / "shop.sqlite3"

    def run(self, settings, *command, **environment):
        """Return the finished process; never raises."""
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": settings,
            "INSTALL_DATABASE": str(self.database),
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "ignore",
            **environment,
        }
        return subprocess.run(
            [sys.executable, "-m", *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )

    def manage(self, settings, *command):
        """Run a command of Django's that has to succeed; return what it printed."""
        done = self.run(settings, "django", *command)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def tell(self, settings, *acts):
        """Run acts of the story; return what they returned."""
        done = self.run(settings, "tests.install.story", *acts)
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout.splitlines()[-1])


def test_we_come_into_a_shop_with_people_and_leave_it_as_it_was(tmp_path):
    shop = Shop(tmp_path)
    shop.manage(PLAIN, "migrate", "--verbosity", "0")
    before = shop.tell(PLAIN, "fill", "fingerprints", "look")
    assert before["look"]["view"].startswith("oscar.")
    assert len(before["look"]["emails"]) == 33

    # In: the README's lines, then its two commands.
    shop.manage(OURS, "migrate", "--verbosity", "0")
    assert "33 customer rows were written" in shop.manage(OURS, "clienti_sync")
    shop.manage(OURS, "clienti_sync", "--check")
    shop.manage(OURS, "check", "--database", "default", "--fail-level", "WARNING")
    during = shop.tell(OURS, "fingerprints", "live")
    assert during["fingerprints"] == before["fingerprints"]
    assert during["live"]["status"] == 200
    assert during["live"]["menu"]
    assert during["live"]["job"] == "done"
    rows = during["live"]["rows"]
    assert len(rows) == 32  # Rosa is staff.
    assert rows["bob@example.com"][0] == 3
    assert rows["bob@example.com"][2] == "Verona"
    assert rows["carol@example.com"][:2] == [0, "0.00"]  # Her order was cancelled.

    # Out: our tables, then our lines.
    shop.manage(OURS, "migrate", "oscar_clienti", "zero", "--verbosity", "0")
    shop.manage(PLAIN, "check", "--fail-level", "WARNING")
    shop.manage(PLAIN, "migrate", "--check")
    after = shop.tell(PLAIN, "fingerprints", "look", "leftovers", "leave")
    assert after["fingerprints"] == before["fingerprints"]
    assert after["look"] == before["look"]
    assert after["leave"] == []

    # Django keeps a list of models and rights; the role is the shop's own. They are harmless, and can go.
    assert after["leftovers"]["tables"] == []
    assert after["leftovers"]["roles"] == ["Customer care"]
    shop.manage(PLAIN, "remove_stale_contenttypes", "--include-stale-apps", "--noinput")
    assert shop.tell(PLAIN, "leftovers")["leftovers"]["rights"] == 0


@pytest.mark.parametrize(
    ("forgotten", "words"),
    [
        ("defaults", "from oscar_clienti.defaults import *"),
        ("dashboard", "write oscar_clienti.dashboard.apps.UsersDashboardConfig instead of"),
        ("oscar_clienti", "Add “oscar_clienti” to INSTALLED_APPS"),
        ("django_htmx", "Add “django_htmx” to INSTALLED_APPS"),
        ("django_htmx.middleware.HtmxMiddleware", "Add “django_htmx.middleware.HtmxMiddleware” to MIDDLEWARE"),
    ],
)
def test_check_tells_which_line_was_forgotten(tmp_path, forgotten, words):
    done = Shop(tmp_path).run("tests.install.half_done", "django", "check", FORGOTTEN=forgotten)
    assert done.returncode != 0
    assert words in done.stderr


def test_the_readme_tells_the_lines_that_were_tried_here():
    readme = (ROOT / "README.md").read_text()
    tried = (ROOT / "tests/install/settings.py").read_text()
    for line in (
        "from oscar_clienti.defaults import *",
        '"oscar_clienti"',
        '"oscar_clienti.dashboard.apps.UsersDashboardConfig"',
        '"django_htmx"',
        '"django_htmx.middleware.HtmxMiddleware"',
        '"oscar_clienti.middleware.LogInAsMiddleware"',
    ):
        assert line in readme, line
        assert line in tried, line
