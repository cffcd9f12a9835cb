"""Which hashes come in, and as what they are kept."""

import hashlib
import sys

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher, ScryptPasswordHasher
from django.core.exceptions import ValidationError

from oscar_clienti.services.imports.password_hashes import accept
from tests.test_hashers import BCRYPT, HASHERS, MAGENTO_ARGON2, WORDPRESS_BCRYPT, phpass

OF_DJANGO = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.BCryptSHA256PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher",
    "django.contrib.auth.hashers.MD5PasswordHasher",
]
ARGON2 = "$argon2id$v=19$m=65536,t=4,p=1$c2FsZU1hcmlubw$aGFzaEhhc2hIYXNoSGFzaA"
SHA256 = hashlib.sha256(b"x9pane").hexdigest()


@pytest.fixture(autouse=True)
def hashers(settings):
    settings.PASSWORD_HASHERS = HASHERS + OF_DJANGO


def test_djangos_own_is_kept_as_it_is():
    encoded = PBKDF2PasswordHasher().encode("pane e vino", "salt8888", 1000)
    assert accept(encoded) == encoded


def test_djangos_scrypt_is_kept_as_it_is():
    encoded = ScryptPasswordHasher().encode("pane e vino", "salt8888")
    assert accept(encoded) == encoded


def test_wordpress_gets_the_name_of_its_kind():
    assert accept(phpass("pane", log2=8)) == f"wordpress${phpass('pane', log2=8)}"


def test_wordpress_with_the_name_of_its_kind_is_kept_as_it_is():
    assert accept(f"wordpress${phpass('pane', log2=8)}") == f"wordpress${phpass('pane', log2=8)}"


@pytest.mark.parametrize(
    "hashed", [f"{SHA256}:x9:1", f"{SHA256}:x9", f"{SHA256}:x9:0:1", hashlib.md5(b"x9pane").hexdigest() + ":x9:0"]
)
def test_magento_keeps_its_name(hashed):
    assert accept(f"magento${hashed}") == f"magento${hashed}"


def test_prestashop_is_refused_without_the_setting():
    with pytest.raises(ValidationError, match="weak"):
        accept(f"prestashop${hashlib.md5(b'pane').hexdigest()}")


def test_prestashop_is_refused_without_the_cookie_key(settings):
    settings.OSCAR_CLIENTI_IMPORT_LEGACY_HASHES = ("prestashop",)
    with pytest.raises(ValidationError, match="OSCAR_CLIENTI_PRESTASHOP_COOKIE_KEY"):
        accept(f"prestashop${hashlib.md5(b'pane').hexdigest()}")


def test_prestashop_is_taken_with_the_settings(settings):
    settings.OSCAR_CLIENTI_IMPORT_LEGACY_HASHES = ("prestashop",)
    settings.OSCAR_CLIENTI_PRESTASHOP_COOKIE_KEY = "biscotto"
    hashed = hashlib.md5(b"pane").hexdigest()
    assert accept(f"prestashop${hashed.upper()}") == f"prestashop${hashed}"


@pytest.mark.parametrize("brought", [BCRYPT, BCRYPT.replace("$2y$", "$2a$"), "bcrypt$" + BCRYPT])
def test_bcrypt_of_php_becomes_the_one_that_python_writes(brought):
    assert accept(brought) == "bcrypt$" + BCRYPT.replace("$2y$", "$2b$")


def test_a_salt_that_begins_like_a_name_stays_whole():
    brought = BCRYPT.replace("$Sale", "$2ale")
    assert accept(brought) == "bcrypt$" + brought.replace("$2y$", "$2b$")


def test_djangos_bcrypt_sha256_keeps_its_name():
    assert accept("bcrypt_sha256$" + BCRYPT) == "bcrypt_sha256$" + BCRYPT.replace("$2y$", "$2b$")


def test_wordpress_since_6_8_gets_the_name_of_its_kind():
    assert accept(WORDPRESS_BCRYPT) == f"wordpress${WORDPRESS_BCRYPT}"


@pytest.mark.parametrize("brought", [ARGON2, "argon2" + ARGON2])
def test_argon2_gets_the_name_of_its_kind(brought):
    assert accept(brought) == "argon2" + ARGON2


@pytest.mark.parametrize("kind", MAGENTO_ARGON2)
def test_argon2_of_magento_is_kept_as_it_is(kind):
    assert accept("magento$" + MAGENTO_ARGON2[kind]) == "magento$" + MAGENTO_ARGON2[kind]


def test_a_kind_that_the_shop_cannot_check_names_what_to_add(settings):
    settings.PASSWORD_HASHERS = HASHERS[:1]
    with pytest.raises(ValidationError, match="“oscar_clienti.hashers.PHPBcryptHasher” to PASSWORD_HASHERS"):
        accept(BCRYPT)


@pytest.mark.parametrize("brought", [BCRYPT, WORDPRESS_BCRYPT, "bcrypt_sha256$" + BCRYPT])
def test_a_shop_without_bcrypt_names_the_library(brought, monkeypatch):
    monkeypatch.setitem(sys.modules, "bcrypt", None)
    with pytest.raises(ValidationError, match="“bcrypt”"):
        accept(brought)


@pytest.mark.parametrize("brought", [ARGON2, "magento$" + MAGENTO_ARGON2["version 2"]])
def test_a_shop_without_argon2_names_the_library(brought, monkeypatch):
    monkeypatch.setitem(sys.modules, "argon2", None)
    with pytest.raises(ValidationError, match="“argon2”"):
        accept(brought)


@pytest.mark.parametrize(
    "text",
    [
        "pbkdf2_sha256$2000000000$salt$aaaa",
        "pbkdf2_sha256$2000001$salt$aaaa",
        "pbkdf2_sha256$1$salt$aaaa",
        "$P$" + "z" * 31,
        "$P$" + "." * 31,
        ARGON2.replace("m=65536", "m=262145"),
        ARGON2.replace("t=4", "t=17"),
        ARGON2.replace("p=1", "p=17"),
        BCRYPT.replace("$04$", "$15$"),
        BCRYPT.replace("$04$", "$00$"),
        WORDPRESS_BCRYPT.replace("$04$", "$31$"),
        "bcrypt_sha256$" + BCRYPT.replace("$04$", "$31$"),
        "scrypt$1048576$salt$8$1$aaaa",
        "scrypt$32768$salt$8$1$aaaa",
        "scrypt$16384$salt$8$999$aaaa",
        f"magento${SHA256}:x9:3_32_99_67108864",
        f"magento${SHA256}:x9:3_32_2_999999999",
        f"magento${SHA256}:x9:3_32_0_67108864",
        f"magento${SHA256}:x9" + ":2" * 9,
    ],
)
def test_a_hash_that_no_sign_in_can_afford_is_refused(text):
    with pytest.raises(ValidationError) as refused:
        accept(text)
    assert refused.value.code == "too_dear" and text not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "!",
        "!" + "a" * 40,
        "pane e vino",
        hashlib.md5(b"pane").hexdigest(),
        hashlib.sha1(b"pane").hexdigest(),
        "md5$salt$" + hashlib.md5(b"pane").hexdigest(),
        "pbkdf2_sha1$1000$salt$aaaa",
        "pbkdf2_sha256$100000$$aaaa",
        "pbkdf2_sha256$٣٠٠٠$salt$aaaa",
        "pbkdf2_sha256$100000$salt$" + "a" * 200,
        BCRYPT.replace("$2y$", "$2x$"),
        BCRYPT.replace("1Ot67", "1Pt67"),
        BCRYPT + "\n",
        ARGON2.replace("argon2id", "argon2i"),
        ARGON2.replace("m=65536,t=4", "m=1,m=65536,t=4"),
        "scrypt$10000$salt$8$1$aaaa",
        f"magento${SHA256}:x9 9:1",
        f"magento${SHA256}:x9\x00:1",
        f"magento${SHA256}:" + "x" * 60 + ":1",
    ],
)
def test_everything_else_is_refused_without_being_shown(text):
    with pytest.raises(ValidationError) as refused:
        accept(text)
    assert refused.value.code == "unknown_hash" and (not text or text not in str(refused.value))


@pytest.mark.parametrize(
    "hashed",
    [
        "a" * 40 + ":salt",
        hashlib.md5(b"pane").hexdigest(),
        hashlib.md5(b"pane").hexdigest() + ":",
        hashlib.md5(b"x9pane").hexdigest() + ":x9:1",
        f"{SHA256}:x9:0",
        f"{SHA256}:x9:4",
        f"{SHA256}:x9:3_64_2_67108864",
    ],
)
def test_magentos_other_hashes_are_refused(hashed):
    with pytest.raises(ValidationError, match="Magento"):
        accept(f"magento${hashed}")
