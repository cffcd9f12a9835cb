"""Cells that say one of a few things: a language, a source, a state of consent. Words of every language are taken."""

from collections.abc import Iterable, Iterator
from typing import Any

from babel import Locale
from babel.core import UnknownLocaleError
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import get_supported_language_variant, override
from django.utils.translation import gettext as _

from ...models import ConsentState
from ...registries import Registry
from ...text import fold
from .spellings import NO, YES, Spelling, Text


def in_every_language(words: str | Promise) -> Iterator[str]:
    """``words`` in each language of the shop."""
    for code, _name in settings.LANGUAGES:
        with override(code):
            yield str(words)


def locales() -> Iterator[Locale]:
    """What Babel knows about the shop's languages, and English and Italian anyway."""
    for code in dict.fromkeys(["en", "it", *dict(settings.LANGUAGES)]):
        try:
            yield Locale.parse(code, sep="-")
        except (UnknownLocaleError, ValueError):
            continue


class Language(Spelling):
    """A code, or the language's name in itself, in English, Italian or a language of the shop."""

    is_plain = True

    def parse(self, text: str) -> str:
        code = text.replace("_", "-")
        if code in dict(settings.LANGUAGES):
            return code
        for wanted in (code.lower(), self._code_of(text)):
            try:
                return get_supported_language_variant(wanted)
            except LookupError:
                if wanted in LANG_INFO:
                    return wanted
        raise ValidationError(_("This language is not known: write a code such as “it” or “en”."), code="language")

    @staticmethod
    def _code_of(text: str) -> str:
        name = fold(text)
        for code, info in LANG_INFO.items():
            if name in (fold(info.get("name", "")), fold(info.get("name_local", ""))):
                return code
        for locale in locales():
            for code, words in locale.languages.items():
                if fold(words) == name:
                    return code.lower().replace("_", "-")
        return ""


class Registered(Text):
    """The key of something in a registry, or its label in any language.

    What looks like a key is taken even if nobody registered it: its app may be gone, but what it wrote is kept.
    """

    def __init__(self, registry: Registry[Any], limit: int) -> None:
        super().__init__(limit)
        self.registry = registry

    def parse(self, text: str) -> str:
        if text in self.registry:
            return text
        word = fold(text)
        for item in self.registry:
            if word == fold(item.key) or word in map(fold, in_every_language(item.label)):
                return item.key
        return self.unknown(text)

    def unknown(self, text: str) -> str:
        """A text that is none of the registered: with blanks it can't have been a key."""
        if text.split() == [text]:
            return super().parse(text)
        known = ", ".join(str(item.label) for item in self.registry)
        raise ValidationError(_("This is not known. Write one of: %(known)s.") % {"known": known}, code="unknown")


class RegisteredOrWords(Registered):
    """The same where people may also say it in words of their own."""

    def unknown(self, text: str) -> str:
        return Text.parse(self, text)


class State(Spelling):
    """What somebody said about marketing."""

    TEXTS = {
        ConsentState.GRANTED: "yes",
        ConsentState.WITHDRAWN: "no",
        ConsentState.NEVER_ASKED: "never asked",
        ConsentState.PENDING: "pending",
    }
    WORDS: dict[ConsentState, Iterable[str]] = {
        ConsentState.GRANTED: {*YES, "granted", "subscribed", "iscritto", "iscritta", "dato"},
        ConsentState.WITHDRAWN: {*NO, "withdrawn", "unsubscribed", "disiscritto", "disiscritta", "revocato"},
        ConsentState.NEVER_ASKED: {"never asked", "never", "not asked", "mai chiesto", "mai", "non chiesto"},
        ConsentState.PENDING: {"pending", "waiting", "waiting for confirmation", "in attesa", "in attesa di conferma"},
    }
    _STATES = {word: state for state, words in WORDS.items() for word in words}

    def parse(self, text: str) -> ConsentState:
        word = fold(text.replace("_", " "))
        if word in self._STATES:
            return self._STATES[word]
        for state in ConsentState:
            if word in map(fold, in_every_language(state.label)):
                return state
        raise ValidationError(_("Write “yes”, “no”, “pending” or “never asked”."), code="consent")

    def text(self, value: int | None) -> str:
        return "" if value is None else self.TEXTS[ConsentState(value)]
