"""Which ready-made hashes an import takes: known kinds, with a cost that no sign-in can choke on."""

import re
from collections.abc import Callable
from importlib.util import find_spec

from django.contrib.auth.hashers import get_hasher
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ... import conf
from ...hashers import (
    BCRYPT,
    MOST_ARGON2_KIB,
    MOST_ARGON2_WORK,
    MOST_BCRYPT_COST,
    MagentoHasher,
    WordPressHasher,
)

MOST_ITERATIONS = 2_000_000
MOST_ARGON2_LANES = 16
# Python's scrypt refuses to use more memory than this, with an error that would break the sign-in.
MOST_SCRYPT_MEMORY = 32 << 20
MOST_SCRYPT_WORK = 1 << 28
# Django's column for passwords is no longer.
MOST_LETTERS = 128

# What a developer adds to PASSWORD_HASHERS for each kind.
_HASHERS = {
    "pbkdf2_sha256": "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "argon2": "django.contrib.auth.hashers.Argon2PasswordHasher",
    "bcrypt": "oscar_clienti.hashers.PHPBcryptHasher",
    "bcrypt_sha256": "django.contrib.auth.hashers.BCryptSHA256PasswordHasher",
    "scrypt": "django.contrib.auth.hashers.ScryptPasswordHasher",
    "wordpress": "oscar_clienti.hashers.WordPressHasher",
    "magento": "oscar_clienti.hashers.MagentoHasher",
    "prestashop": "oscar_clienti.hashers.PrestaShopHasher",
}


def accept(text: str) -> str:
    """Return the hash as it is stored, ready for Django to check a password against.

    Nothing is hashed here. Raises ``ValidationError``, which never names the hash.
    """
    for looks, translate in _KINDS:
        if looks(text):
            encoded = translate(text)
            if len(encoded) > MOST_LETTERS:
                break
            _require_hasher(encoded.partition("$")[0])
            return encoded
    raise _unknown()


def _require_hasher(algorithm: str) -> None:
    """The shop must be able to check it, or the customer could never sign in."""
    try:
        library = get_hasher(algorithm).library
    except ValueError as error:
        words = _("The shop can't check hashes of this kind: a developer has to add “%(path)s” to PASSWORD_HASHERS.")
        raise ValidationError(words % {"path": _HASHERS[algorithm]}, code="no_hasher") from error
    if library:
        _require_package(library if isinstance(library, str) else library[1])


def _require_package(name: str) -> None:
    if find_spec(name) is None:
        words = _("The shop can't check hashes of this kind: a developer has to install the Python library “%(name)s”.")
        raise ValidationError(words % {"name": name}, code="no_library")


def _unknown() -> ValidationError:
    return ValidationError(
        _("This is no hash that can be taken over. Leave the column out: people choose a new password by a link."),
        code="unknown_hash",
    )


def _too_dear() -> ValidationError:
    return ValidationError(_("Checking this hash would take too long: it can't be taken over."), code="too_dear")


def _pbkdf2(text: str) -> str:
    iterations = int(text.split("$")[1])
    if not 1000 <= iterations <= MOST_ITERATIONS:
        raise _too_dear()
    return text


def _argon2(text: str) -> str:
    kib, passes, lanes = (int(number) for number in re.findall(r"[mtp]=([0-9]+)", text))
    if kib > MOST_ARGON2_KIB or kib * passes > MOST_ARGON2_WORK or lanes > MOST_ARGON2_LANES:
        raise _too_dear()
    return f"argon2{text.removeprefix('argon2')}"


def _bcrypt(text: str) -> str:
    """PHP writes ``$2y$`` for what all others call ``$2b$``."""
    algorithm, _dollar, bare = text.partition("$2")
    _require_bearable_bcrypt(int(bare[2:4]))
    return f"{algorithm or 'bcrypt$'}$2b{bare[1:]}"


def _require_bearable_bcrypt(cost: int) -> None:
    if not 4 <= cost <= MOST_BCRYPT_COST:
        raise _too_dear()


def _scrypt(text: str) -> str:
    _algorithm, work, _salt, block, lanes, _hash = text.split("$")
    n, r, p = int(work), int(block), int(lanes)
    if 128 * r * (n + p + 2) > MOST_SCRYPT_MEMORY or 128 * n * r * p > MOST_SCRYPT_WORK:
        raise _too_dear()
    if n < 2 or n & (n - 1):
        raise _unknown()
    return text


def _wordpress(text: str) -> str:
    bare = text.removeprefix("wordpress$")
    if not 7 <= WordPressHasher.rounds_log2(bare) <= WordPressHasher.MOST_ROUNDS_LOG2:
        raise _too_dear()
    return f"wordpress${bare}"


def _wordpress_bcrypt(text: str) -> str:
    bare = text.removeprefix("wordpress$")
    _require_bearable_bcrypt(WordPressHasher.bcrypt_cost(bare))
    _require_package("bcrypt")
    return f"wordpress${bare}"


def _magento(text: str) -> str:
    bare = text.removeprefix("magento$")
    if (parts := MagentoHasher.parts(bare)) is None:
        words = _("Of Magento's hashes only those with a salt, of the versions 0 to 3, can be taken over.")
        raise ValidationError(words, code="magento_version")
    if not MagentoHasher.is_bearable(parts[2]):
        raise _too_dear()
    if MagentoHasher.needs_argon2(parts[2]):
        _require_package("argon2")
    return f"magento${bare}"


def _prestashop(text: str) -> str:
    if "prestashop" not in conf.get("IMPORT_LEGACY_HASHES"):
        words = _("Old hashes of PrestaShop are weak; this shop's settings don't take them.")
        raise ValidationError(words, code="legacy")
    if not conf.get("PRESTASHOP_COOKIE_KEY"):
        words = _("A developer has to set OSCAR_CLIENTI_PRESTASHOP_COOKIE_KEY: old hashes of PrestaShop need it.")
        raise ValidationError(words, code="no_cookie_key")
    return f"prestashop${text.removeprefix('prestashop$').lower()}"


def _like(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda text: compiled.fullmatch(text) is not None


_B64 = r"[A-Za-z0-9+/]+={0,2}"
_NUMBER = r"[1-9][0-9]{0,9}"
_ARGON2 = rf"[$]argon2id[$]v=19[$]m={_NUMBER},t={_NUMBER},p={_NUMBER}[$][A-Za-z0-9+/]{{11,}}[$][A-Za-z0-9+/]{{16,}}"

_KINDS: tuple[tuple[Callable[[str], bool], Callable[[str], str]], ...] = (
    (_like(rf"pbkdf2_sha256[$]{_NUMBER}[$][A-Za-z0-9]+[$]{_B64}"), _pbkdf2),
    (_like(rf"(argon2)?{_ARGON2}"), _argon2),
    (_like(rf"(bcrypt[$]|bcrypt_sha256[$])?{BCRYPT}"), _bcrypt),
    (_like(rf"scrypt[$]{_NUMBER}[$][A-Za-z0-9]+[$]{_NUMBER}[$]{_NUMBER}[$]{_B64}"), _scrypt),
    (_like(r"(wordpress[$])?[$][PH][$][./A-Za-z0-9]{31}"), _wordpress),
    (_like(rf"(wordpress[$])?[$]wp{BCRYPT}"), _wordpress_bcrypt),
    (_like(r"magento[$][!-~]+"), _magento),
    (_like(r"prestashop[$][0-9a-fA-F]{32}"), _prestashop),
)
