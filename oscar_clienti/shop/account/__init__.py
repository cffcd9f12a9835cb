"""The account pages of the shopper: Oscar's own made calmer, and those that Oscar lacks; with or without allauth."""

from . import passwords
from .install import install

__all__ = ["install", "passwords"]
