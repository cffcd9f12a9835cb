"""The Customers section for django-oscar."""

__version__ = "0.1.0"
