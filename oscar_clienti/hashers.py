"""Hashes of other shops: people sign in with the password they had there, and get a hash of the shop's own by doing so.

List them at the end of ``PASSWORD_HASHERS``: Django replaces every hash that isn't of the first kind in the list at the
first sign-in. What is too dear to check opens nothing, however it came into the database.
"""

import base64
import hashlib
import hmac
import re
from typing import Any

from django.contrib.auth.hashers import BasePasswordHasher, BCryptPasswordHasher, mask_hash
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_noop as _

from . import conf

# The last letter of the salt has only two bits that count: bcrypt's library stumbles over the others.
BCRYPT = r"[$]2[aby][$](?P<cost>[0-9]{2})[$][./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{31}"
# 14 takes about a second.
MOST_BCRYPT_COST = 14
# Argon2 fills that much memory, and passes over it that often: at most 256 MiB, and 1 GiB in all passes together.
MOST_ARGON2_KIB = 1 << 18
MOST_ARGON2_WORK = 1 << 20

_ITOA64 = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


class ImportedHasher(BasePasswordHasher):
    """A hash as another shop wrote it, behind the name of its algorithm: ``algorithm$hash``."""

    # WordPress's own limit: thousands of rounds over megabytes would hold up the shop.
    MOST_BYTES = 4096

    def check(self, password: str, hashed: str) -> bool:
        """Does ``password`` belong to what the other shop wrote?"""
        raise NotImplementedError

    def verify(self, password: str, encoded: str) -> bool:
        return len(password.encode()) <= self.MOST_BYTES and self.check(password, encoded.partition("$")[2])

    def encode(self, password: str, salt: str) -> str:
        """Never: new passwords get a hash of the shop's first kind."""
        raise NotImplementedError(f"No new password is kept as a {self.algorithm} hash.")

    def decode(self, encoded: str) -> dict[str, Any]:
        algorithm, _dollar, hashed = encoded.partition("$")
        return {"algorithm": algorithm, "hash": hashed, "salt": ""}

    def safe_summary(self, encoded: str) -> dict[str | Any, Any]:
        return {_("algorithm"): self.algorithm, _("hash"): mask_hash(self.decode(encoded)["hash"])}

    def must_update(self, encoded: str) -> bool:
        return True

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Nothing to level out: the hash is gone after the first sign-in."""


class WordPressHasher(ImportedHasher):
    """WordPress and WooCommerce: phpass, ``$P$`` (or ``$H$``), and since 6.8 bcrypt over HMAC-SHA384, ``$wp$2y$``."""

    algorithm = "wordpress"
    # 2 ** 16 rounds of MD5 take some hundredths of a second; WordPress writes 2 ** 13.
    MOST_ROUNDS_LOG2 = 16

    @classmethod
    def rounds_log2(cls, hashed: str) -> int:
        """How many rounds, as a power of two; -1 where the hash isn't one of phpass."""
        looks_right = len(hashed) == 34 and hashed[:3] in ("$P$", "$H$") and all(c in _ITOA64 for c in hashed[3:])
        return _ITOA64.index(hashed[3]) if looks_right else -1

    @classmethod
    def bcrypt_cost(cls, hashed: str) -> int:
        """The cost of the bcrypt inside; -1 where the hash isn't one of WordPress 6.8."""
        found = re.fullmatch(f"[$]wp{BCRYPT}", hashed)
        return int(found["cost"]) if found else -1

    def check(self, password: str, hashed: str) -> bool:
        if 7 <= self.rounds_log2(hashed) <= self.MOST_ROUNDS_LOG2:
            return any(_phpass(word, hashed) for word in self._typed(password))
        if 4 <= self.bcrypt_cost(hashed) <= MOST_BCRYPT_COST:
            return any(_wordpress_bcrypt(word, hashed) for word in self._typed(password))
        return False

    @staticmethod
    def _typed(password: str) -> list[bytes]:
        """WordPress drops the blanks around a password, and hashes PHP's backslash before each quote with it.

        Only what its pages take has the backslash; programs hash the password as it is.
        """
        bare = password.strip(" \t\n\r\0\x0b")
        return [word.encode() for word in dict.fromkeys((bare, re.sub(r"(['\"\\])", r"\\\1", bare)))]


class MagentoHasher(ImportedHasher):
    """Magento: ``hash:salt``, then step upon step how it was made: 0 is MD5, 1 SHA-256, 2 and ``3_32_…`` Argon2id.

    Magento hashed its old hashes again instead of waiting for the next sign-in: ``hash:salt:1:2`` has two steps.
    """

    algorithm = "magento"
    _FORM = re.compile(
        r"(?P<digest>[0-9a-fA-F]{32}|[0-9a-fA-F]{64}):(?P<salt>[!-9;-~]+)"
        r"(?P<steps>(?::(?:0|1|2|3_32_[0-9]{1,2}_[0-9]{4,10}))*)"
    )

    @classmethod
    def parts(cls, hashed: str) -> tuple[str, str, list[str]] | None:
        """The digest in hex, the salt and the steps; nothing where the hash is of another kind, or has no salt."""
        if (found := cls._FORM.fullmatch(hashed)) is None:
            return None
        is_md5 = len(found["digest"]) == 32
        steps = found["steps"].split(":")[1:] or ["0" if is_md5 else "1"]
        return (found["digest"].lower(), found["salt"], steps) if is_md5 == (steps[-1] == "0") else None

    @staticmethod
    def needs_argon2(steps: list[str]) -> bool:
        """Only the library ``argon2`` can do some of these steps."""
        return any(step not in ("0", "1") for step in steps)

    @staticmethod
    def is_bearable(steps: list[str]) -> bool:
        """Does checking the password fit into one sign-in?"""
        costs = [_argon2_cost(step) for step in steps if step not in ("0", "1")]
        possible = all(passes >= 1 and 8 <= kib <= MOST_ARGON2_KIB for passes, kib in costs)
        return possible and sum(passes * kib for passes, kib in costs) <= MOST_ARGON2_WORK

    def check(self, password: str, hashed: str) -> bool:
        if (parts := self.parts(hashed)) is None or not self.is_bearable(parts[2]):
            return False
        digest, salt, steps = parts
        made = password
        for step in steps:
            made = _magento_step(step, salt.encode(), made.encode())
        return constant_time_compare(digest, made)


class PrestaShopHasher(ImportedHasher):
    """PrestaShop before 1.7: MD5 of the shop's cookie key and the password. Weak: only behind two settings."""

    algorithm = "prestashop"

    def check(self, password: str, hashed: str) -> bool:
        key = conf.get("PRESTASHOP_COOKIE_KEY")
        if not key or "prestashop" not in conf.get("IMPORT_LEGACY_HASHES"):
            return False
        digest = hashlib.md5((key + password).encode(), usedforsecurity=False).hexdigest()
        return constant_time_compare(digest, hashed.lower())


class PHPBcryptHasher(BCryptPasswordHasher):
    """bcrypt as PHP does it, for ``$2y$`` of PrestaShop and many others; takes the place of Django's.

    PHP looks at the first 72 bytes of a password. Python's library refuses longer ones with an error, which would be a
    broken page for whoever types one.
    """

    def encode(self, password: str, salt: bytes) -> str:  # type: ignore[override]
        hashed = self._load_library().hashpw(password.encode()[:72], salt)  # type: ignore[attr-defined]
        return f"{self.algorithm}${hashed.decode()}"


def _phpass(secret: bytes, hashed: str) -> bool:
    digest = hashlib.md5(hashed[4:12].encode() + secret, usedforsecurity=False).digest()
    for _round in range(1 << _ITOA64.index(hashed[3])):
        digest = hashlib.md5(digest + secret, usedforsecurity=False).digest()
    return constant_time_compare(hashed, hashed[:12] + _encode64(digest))


def _wordpress_bcrypt(secret: bytes, hashed: str) -> bool:
    # Optional, like Django's own hashers of this kind: whoever has such hashes has the library.
    import bcrypt

    word = base64.b64encode(hmac.digest(b"wp-sha384", secret, "sha384"))
    return bcrypt.checkpw(word, hashed.removeprefix("$wp").encode())


def _magento_step(step: str, salt: bytes, secret: bytes) -> str:
    if step in ("0", "1"):
        return hashlib.new("md5" if step == "0" else "sha256", salt + secret, usedforsecurity=False).hexdigest()
    from argon2 import low_level

    passes, kib = _argon2_cost(step)
    # Of the salt 16 bytes count; a shorter one is repeated.
    return low_level.hash_secret_raw(
        secret, (salt * 16)[:16], time_cost=passes, memory_cost=kib, parallelism=1, hash_len=32, type=low_level.Type.ID
    ).hex()


def _argon2_cost(step: str) -> tuple[int, int]:
    """How often Argon2 passes over how many KiB; version 2 doesn't say, it is always libsodium's "interactive"."""
    if step == "2":
        return 2, 1 << 16
    _version, _length, passes, memory = step.split("_")
    return int(passes), int(memory) // 1024


def _encode64(digest: bytes) -> str:
    """phpass's own base 64: least significant bits first, three bytes at a time."""
    letters = []
    for start in range(0, len(digest), 3):
        part = digest[start : start + 3]
        value = int.from_bytes(part, "little")
        for position in range(len(part) + 1):
            letters.append(_ITOA64[value >> (6 * position) & 0x3F])
    return "".join(letters)
