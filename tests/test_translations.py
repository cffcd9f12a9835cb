"""Italian is complete: every word of ours is in the catalogue, and the compiled catalogue says the same."""

import ast
import gettext
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from .conftest import customer_of, make_user

ROOT = Path(__file__).parent.parent
CATALOGUES = [
    pytest.param(place / "locale/it/LC_MESSAGES/django.po", id=place.name)
    for place in (ROOT / "oscar_clienti", ROOT / "sandbox")
]


def entries(path):
    """What a .po file holds: (flags, {keyword: text}) for each entry that is in use."""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        flags, texts, keyword = "", {}, ""
        for line in block.splitlines():
            if line.startswith("#,"):
                flags += line
            elif found := re.match(r'(msg\w+(?:\[\d\])?) (".*")$', line):
                keyword = found[1]
                texts[keyword] = ast.literal_eval(found[2])
            elif line.startswith('"'):
                texts[keyword] += ast.literal_eval(line)
        if texts.get("msgid"):
            yield flags, texts


def keys(path):
    """Context and source text of every entry."""
    return {(texts.get("msgctxt", ""), texts["msgid"]) for _flags, texts in entries(path)}


def translations_of(texts):
    return [text for keyword, text in texts.items() if keyword.startswith("msgstr")]


@pytest.mark.parametrize("path", CATALOGUES)
def test_no_word_is_guessed_or_missing(path):
    unfinished = [
        texts["msgid"] for flags, texts in entries(path) if "fuzzy" in flags or not all(translations_of(texts))
    ]
    assert unfinished == []


@pytest.mark.parametrize("path", CATALOGUES)
def test_plurals_have_both_forms(path):
    short = [texts["msgid"] for _flags, texts in entries(path) if "msgid_plural" in texts and "msgstr[1]" not in texts]
    assert short == []


PLACEHOLDER = r"%\(\w+\)[sd]|%%\w|\{\w+\}"


@pytest.mark.parametrize("path", CATALOGUES)
def test_placeholders_survive(path):
    wrong = []
    for _flags, texts in entries(path):
        # "Since yesterday" and "in the last %(days)s days" are one sentence in two numbers.
        originals = [texts["msgid"], texts.get("msgid_plural", texts["msgid"])]
        wanted = [set(re.findall(PLACEHOLDER, text)) for text in originals]
        wrong += [text for text in translations_of(texts) if set(re.findall(PLACEHOLDER, text)) not in wanted]
    assert wrong == []


@pytest.mark.parametrize("path", CATALOGUES)
def test_the_compiled_catalogue_says_what_the_source_says(path):
    with path.with_suffix(".mo").open("rb") as compiled:
        found = gettext.GNUTranslations(compiled)
    stale = []
    for _flags, texts in entries(path):
        source = f"{texts['msgctxt']}\4{texts['msgid']}" if "msgctxt" in texts else texts["msgid"]
        if "msgid_plural" in texts:
            said = [found.ngettext(source, "", number) for number in (1, 2)]
        else:
            said = [found.gettext(source)]
        if said != translations_of(texts):
            stale.append(texts["msgid"])
    assert stale == []


@pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext's tools are not installed")
@pytest.mark.parametrize("path", CATALOGUES)
def test_every_word_of_ours_is_in_the_catalogue(path, tmp_path):
    source = path.parents[3]
    copy = tmp_path / source.name
    shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__", "static", "media", "*.sqlite3*", "*.po"))
    command = [sys.executable, "-m", "django", "makemessages", "--locale=it", "--no-wrap", "--no-location"]
    gathering = subprocess.run(command, cwd=copy, capture_output=True, text=True, env={"PATH": os.environ["PATH"]})
    assert gathering.returncode == 0, gathering.stderr
    gathered = keys(copy / path.relative_to(source))
    assert gathered
    assert gathered - keys(path) == set(), "run make messages, translate, and make compile"


@pytest.mark.django_db
def test_the_list_is_italian_throughout(alice):
    customer_of(make_user("bob@example.com", first_name="Bob", last_name="Rossi"))
    client = Client(headers={"accept-language": "it"})
    client.force_login(alice)
    page = client.get("/dashboard/users/").content.decode()
    words = set(re.findall(r"[\w-]+", re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", page, flags=re.S)))
    assert {"Clienti", "Aggiungi", "Filtra", "Gruppo", "Etichette", "Provenienza", "Iscrizione", "Elimina"} <= words
    assert words.isdisjoint({"Customers", "Add", "Filter", "Group", "Tags", "Source", "Joined", "Delete", "Orders"})
