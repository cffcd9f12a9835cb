"""What allauth's form for signing up asks besides: extra information."""

from typing import Any

from django import forms

from ..shop.extra_fields import AskingMixin


class SignupForm(AskingMixin, forms.Form):
    """Named by ``ACCOUNT_SIGNUP_FORM_CLASS``; allauth builds its own form on it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_extra("in_registration")

    def signup(self, request: Any, user: Any) -> None:
        """Called by allauth as soon as the account is there."""
        self.answer_extra(user)
