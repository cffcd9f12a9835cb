"""In which languages a merchant writes labels, help texts and choices."""

from django.conf import settings

# Django's own list has a hundred: whoever kept it never chose any.
_MOST = 6


def main_language() -> tuple[str, str]:
    """Code and name of the shop's first language, in which everything has to be written."""
    code = settings.LANGUAGE_CODE
    names = dict(settings.LANGUAGES)
    return code, str(names.get(code) or names.get(code.split("-")[0]) or code)


def other_languages() -> list[tuple[str, str]]:
    """Code and name of the shop's other languages, in which things may be written."""
    if len(settings.LANGUAGES) > _MOST:
        return []
    main = main_language()[0]
    return [(code, str(name)) for code, name in settings.LANGUAGES if code not in (main, main.split("-")[0])]
