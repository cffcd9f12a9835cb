"""Tokens and codes: made here, told in one e-mail, kept as hashes."""

import re
import secrets
from hashlib import sha256

from django.utils.crypto import salted_hmac

# No vowels (no words) and nothing that people mistake for something else: 28 characters, eight of them make 38 bits.
_ALPHABET = "BCDFGHJKLMNPQRSTVWXYZ2345679"


def new_token() -> str:
    """256 bits, as letters that an address may hold."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Two groups of four, easy to read out and to type."""
    letters = "".join(secrets.choice(_ALPHABET) for _letter in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def hash_token(token: str) -> str:
    """Long enough for a plain hash: nobody can try 2^256."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def hash_code(code: str, link_id: int) -> str:
    """With the shop's secret: all codes can be tried, were the table stolen."""
    plain = re.sub(r"[^A-Z0-9]", "", code.upper())
    return salted_hmac("oscar_clienti.sign_in.code", f"{link_id}:{plain}", algorithm="sha256").hexdigest()
