"""Hashes that customers bring along: checked against other code, and gone after the first sign-in."""

import hashlib

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import (
    PBKDF2PasswordHasher,
    check_password,
    get_hasher,
    identify_hasher,
    make_password,
)

from tests.conftest import make_user

HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "oscar_clienti.hashers.PHPBcryptHasher",
    "oscar_clienti.hashers.WordPressHasher",
    "oscar_clienti.hashers.MagentoHasher",
    "oscar_clienti.hashers.PrestaShopHasher",
]
LETTERS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


@pytest.fixture(autouse=True)
def hashers(settings, monkeypatch):
    """A million rounds would say nothing more here."""
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 1000)
    settings.PASSWORD_HASHERS = HASHERS
    settings.OSCAR_CLIENTI_IMPORT_LEGACY_HASHES = ("prestashop",)
    settings.OSCAR_CLIENTI_PRESTASHOP_COOKIE_KEY = "biscotto"


def phpass(password: str, salt: str = "salt8888", log2: int = 13) -> str:
    """As the paper says, bit by bit, unlike the code that is tested."""
    digest = hashlib.md5((salt + password).encode()).digest()
    for _round in range(2**log2):
        digest = hashlib.md5(digest + password.encode()).digest()
    bits = "".join(f"{byte:08b}"[::-1] for byte in digest).ljust(132, "0")
    letters = "".join(LETTERS[int(bits[at : at + 6][::-1], 2)] for at in range(0, 132, 6))
    return f"$P${LETTERS[log2]}{salt}{letters}"


def magento_twice(word: str) -> str:
    """An old MD5 that Magento hashed again with SHA-256."""
    old = hashlib.md5(f"x9{word}".encode()).hexdigest()
    return f"{hashlib.sha256(f'x9{old}'.encode()).hexdigest()}:x9:0:1"


ENCODED = {
    "wordpress": lambda word: f"wordpress${phpass(word)}",
    "wordpress, by another name": lambda word: f"wordpress${phpass(word).replace('$P$', '$H$')}",
    "magento, old": lambda word: f"magento${hashlib.md5(f'x9{word}'.encode()).hexdigest()}:x9",
    "magento, old, with its version": lambda word: f"magento${hashlib.md5(f'x9{word}'.encode()).hexdigest()}:x9:0",
    "magento, new": lambda word: f"magento${hashlib.sha256(f'x9{word}'.encode()).hexdigest()}:x9:1",
    "magento, hashed again": lambda word: f"magento${magento_twice(word)}",
    "prestashop": lambda word: f"prestashop${hashlib.md5(f'biscotto{word}'.encode()).hexdigest()}",
}

# Of "pane e vino", by the system's own crypt and by libsodium.
BCRYPT = "$2y$04$SaleMarinoSaleMarino1Ot670u/kvhzrwNRTgZtl5CSmBigLHVE."
BCRYPT_OF_80_LETTERS_P = "$2y$04$SaleMarinoSaleMarino1OhZpg8NGvQzME9cFpaArn9cqig0dHg7."
WORDPRESS_BCRYPT = "$wp$2y$04$SaleMarinoSaleMarino1OhGCSzK3vOnzAlOCVe3SPYm6/vcYcnR."
MAGENTO_ARGON2 = {
    "version 2": "a488aa69132597bf4195f8957f4db2e6175e05fd32ab8cc68f027dc7bca4efdf:x9:2",
    "version 3": "fb50d2720cfbaaf9c2ad7abb4521702fd8bd10d2c5b5f6153287e2652cdb6c76:x9:3_32_1_1048576",
    "version 3 over MD5": "42a0593cfcd0932b01d90603f0bb23fcebe318f7d9174eed962689430d7d1314:x9:0:3_32_1_1048576",
    "version 3 over SHA-256": "8298860f9c707b5fcf130422c22909b22999c2c977e3ebb3664bf7df9d477bd7:x9:1:3_32_1_1048576",
    "a salt that is too long": "70fbe63ebb0dc9dde3d088f9e66423694f22c2b012c98ec8e9305e1d63f1fe82"
    ":SaleMarinoSaleMarinoSaleMarino12:3_32_1_1048576",
}


@pytest.mark.parametrize("shop", ENCODED)
def test_the_password_of_the_other_shop_is_right(shop):
    assert check_password("pane e vino", ENCODED[shop]("pane e vino"))


@pytest.mark.parametrize("shop", ENCODED)
def test_another_password_is_wrong(shop):
    assert not check_password("pane e acqua", ENCODED[shop]("pane e vino"))


@pytest.mark.parametrize("shop", ENCODED)
def test_a_password_with_accents_is_right(shop):
    assert check_password("perché no", ENCODED[shop]("perché no"))


@pytest.mark.parametrize("shop", ENCODED)
@pytest.mark.django_db
def test_the_first_sign_in_makes_it_a_hash_of_ours(shop, bob):
    type(bob).objects.filter(pk=bob.pk).update(password=ENCODED[shop]("pane e vino"))
    assert authenticate(username=bob.get_username(), email=bob.email, password="pane e vino")
    bob.refresh_from_db()
    assert identify_hasher(bob.password).algorithm == "pbkdf2_sha256" and bob.check_password("pane e vino")


@pytest.mark.django_db
def test_a_wrong_password_leaves_the_hash_as_it_is(bob):
    brought = ENCODED["magento, new"]("pane e vino")
    type(bob).objects.filter(pk=bob.pk).update(password=brought)
    assert authenticate(username=bob.get_username(), email=bob.email, password="pane e acqua") is None
    bob.refresh_from_db()
    assert bob.password == brought


def test_wordpress_puts_a_backslash_before_quotes():
    encoded = "wordpress$" + phpass(r"pane dell\'oste", log2=7)
    assert check_password("pane dell'oste", encoded)


def test_a_program_that_writes_to_wordpress_puts_none():
    encoded = "wordpress$" + phpass("pane dell'oste", log2=7)
    assert check_password("pane dell'oste", encoded)


def test_wordpress_drops_blanks_around_a_password():
    assert check_password(" pane e vino ", f"wordpress${phpass('pane e vino', log2=7)}")


def test_a_hash_with_too_many_rounds_opens_nothing():
    dear = phpass("pane", log2=7).replace("$P$" + LETTERS[7], "$P$" + LETTERS[30])
    assert not check_password("pane", f"wordpress${dear}")


def test_a_password_of_megabytes_is_not_even_hashed():
    assert not check_password("p" * 5000, f"wordpress${phpass('p' * 5000, log2=7)}")


@pytest.mark.parametrize("algorithm", ["wordpress", "magento", "prestashop"])
@pytest.mark.parametrize(
    "hashed", ["", "$P$", "$wp$2y$99$x", ":", "::::", "è:è:è", "a" * 64 + ":x9:3_32_99_9999999999"]
)
def test_nonsense_in_the_database_opens_nothing(algorithm, hashed):
    assert not check_password("pane", f"{algorithm}${hashed}")


def test_magento_without_a_salt_opens_nothing():
    assert not check_password("pane", f"magento${hashlib.md5(b'pane').hexdigest()}:")


def test_old_prestashop_hashes_open_nothing_without_the_setting(settings):
    settings.OSCAR_CLIENTI_IMPORT_LEGACY_HASHES = ()
    assert not check_password("pane", ENCODED["prestashop"]("pane"))


def test_old_prestashop_hashes_open_nothing_without_the_cookie_key(settings):
    settings.OSCAR_CLIENTI_PRESTASHOP_COOKIE_KEY = ""
    assert not check_password("pane", f"prestashop${hashlib.md5(b'pane').hexdigest()}")


@pytest.mark.parametrize("algorithm", ["wordpress", "magento", "prestashop"])
def test_no_new_password_is_kept_like_that(algorithm):
    with pytest.raises(NotImplementedError, match=algorithm):
        make_password("pane e vino", hasher=algorithm)


def test_an_account_cannot_be_made_where_such_a_kind_comes_first(settings, db):
    settings.PASSWORD_HASHERS = HASHERS[2:]
    with pytest.raises(NotImplementedError):
        make_user("ada@example.com", password="pane e vino")


def test_the_admin_sees_no_more_than_the_beginning_of_a_hash():
    hashed = ENCODED["magento, new"]("pane e vino").removeprefix("magento$")
    shown = get_hasher("magento").safe_summary(f"magento${hashed}")
    assert shown == {"algorithm": "magento", "hash": hashed[:6] + "*" * (len(hashed) - 6)}


def test_wordpress_since_6_8_is_right():
    assert check_password("pane e vino", f"wordpress${WORDPRESS_BCRYPT}")


def test_another_password_is_wrong_for_wordpress_since_6_8():
    assert not check_password("pane e acqua", f"wordpress${WORDPRESS_BCRYPT}")


def test_bcrypt_of_php_is_right():
    assert check_password("pane e vino", f"bcrypt${BCRYPT.replace('$2y$', '$2b$')}")


def test_php_looks_at_the_first_72_bytes_of_a_password():
    assert check_password("p" * 80, f"bcrypt${BCRYPT_OF_80_LETTERS_P.replace('$2y$', '$2b$')}")


def test_a_long_password_is_wrong_and_no_error():
    assert not check_password("è" * 80, f"bcrypt${BCRYPT.replace('$2y$', '$2b$')}")


@pytest.mark.parametrize("kind", MAGENTO_ARGON2)
def test_argon2_of_magento_is_right(kind):
    assert check_password("pane e vino", f"magento${MAGENTO_ARGON2[kind]}")


@pytest.mark.parametrize("kind", MAGENTO_ARGON2)
def test_another_password_is_wrong_for_argon2_of_magento(kind):
    assert not check_password("pane e acqua", f"magento${MAGENTO_ARGON2[kind]}")
