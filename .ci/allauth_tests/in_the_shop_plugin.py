"""Lays the differences of the list over allauth's tests; loaded by pytest with -p."""

import shutil
import time
from pathlib import Path

import allauth
import pytest
from django.contrib.auth.signals import user_logged_in
from in_the_shop_differences import ALLAUTHS_SUBJECTS, ASKED_AGAIN, OTHERWISE

_TEMPLATES = Path(allauth.__file__).parent / "templates"


def pytest_collection_modifyitems(items):
    """Every test that the list names has to be there."""
    known = set().union(*map(_names, items))
    if gone := [name for name in [*ASKED_AGAIN, *ALLAUTHS_SUBJECTS, *OTHERWISE] if name not in known]:
        raise pytest.UsageError("allauth has no such tests: " + ", ".join(gone))
    for item in items:
        for name in _names(item) & OTHERWISE.keys():
            item.add_marker(pytest.mark.xfail(reason=OTHERWISE[name], strict=True))


@pytest.fixture(autouse=True)
def asked_again(request):
    """Whoever is signed in by one of these tests has a moment ago been asked who they are."""
    listed = not _names(request.node).isdisjoint(ASKED_AGAIN)
    if listed:
        user_logged_in.connect(_was_asked)
    yield
    if listed:
        user_logged_in.disconnect(_was_asked)


@pytest.fixture(autouse=True)
def allauths_subjects(request, settings, tmp_path):
    """For these tests alone; the rest of the e-mail is ours."""
    if _names(request.node).isdisjoint(ALLAUTHS_SUBJECTS):
        return
    for subject in _TEMPLATES.glob("*/email/*_subject.txt"):
        copy = tmp_path / subject.relative_to(_TEMPLATES)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(subject, copy)
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path, *engine["DIRS"]]}]


def _was_asked(request, user, **kwargs):
    proof = {"method": "password", "at": time.time(), "reauthenticated": True}
    request.session["account_authentication_methods"] = [proof, {**proof, "method": "code"}]
    request.session["account_authentication_methods_user"] = str(user.pk)


def _names(item):
    """A test's own name, and the one with the values that it runs with."""
    name = item.nodeid.removeprefix("tests/apps/")
    return {name, name.split("[")[0]}
