"""Every signal says when it is sent, and a service sends it with what it says."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

from oscar_clienti import signals

SOURCE = Path(signals.__file__)


def documented():
    """Every signal with the text that stands under it."""
    body = ast.parse(SOURCE.read_text()).body
    for node, after in zip(body, [*body[1:], None], strict=True):
        if isinstance(node, ast.Assign) and ast.unparse(node.value) == "Signal()":
            text = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) and after.value.value
            yield pytest.param(node.targets[0].id, text or "", id=node.targets[0].id)


def sendings():
    """For each signal, the argument names of every place in the services that sends it."""
    found = defaultdict(list)
    for path in (SOURCE.parent / "services").rglob("*.py"):
        calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
        # Where a function gets its signal as an argument, these are the ones that it may get.
        handed = [ast.unparse(argument) for call in calls for argument in call.args]
        handed = [name.removeprefix("signals.") for name in handed if re.fullmatch(r"signals\.\w+", name)]
        for call in calls:
            sent = re.fullmatch(r"(?:signals\.)?(\w+)\.send", ast.unparse(call.func))
            for name in (handed if sent[1] == "signal" else [sent[1]]) if sent else []:
                found[name].append({keyword.arg for keyword in call.keywords})
    return found


SENT = sendings()


@pytest.mark.parametrize(("name", "text"), list(documented()))
def test_a_signal_tells_its_arguments_and_who_did_it(name, text):
    assert "Arguments: ``" in text
    assert "``by``" in text


@pytest.mark.parametrize(("name", "text"), list(documented()))
def test_a_signal_is_sent_with_the_arguments_that_it_promises(name, text):
    assert SENT.get(name), "No service sends it."
    sentence = re.split(r"\.\s", text.partition("Arguments:")[2])[0]
    promised = set(re.findall(r"``(\w+)``", re.sub(r"\(.*?\)", "", sentence)))
    for given in SENT[name]:
        assert given == promised | {"sender"}
