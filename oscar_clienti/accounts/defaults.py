"""Star-imported in a store's settings after ``oscar_clienti.defaults`` by a store that takes the shopper's door."""

from django.urls import reverse_lazy

# allauth's own backend works as long for an unknown address as for a known one; Oscar's and Django's tell by the time.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# A lazy path: Oscar's wish lists put “?next=” behind it.
LOGIN_URL = reverse_lazy("account_login")

ACCOUNT_ADAPTER = "oscar_clienti.accounts.adapters.AccountAdapter"
ACCOUNT_USER_DISPLAY = "oscar_clienti.accounts.adapters.shown_name"
SOCIALACCOUNT_ADAPTER = "oscar_clienti.accounts.social.SocialAccountAdapter"
# Whom a provider vouches for, and the address is proven here too, need not prove it once more.
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
ACCOUNT_LOGIN_METHODS = {"email"}
# Without a password field here allauth's sign-in form loses its own.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
"""What a shopper writes to sign up, in allauth's words."""
# Who signs up types a mailed code: the page answers alike whether somebody has the address or not.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
# Whoever's password, address or sign-in methods change is told so.
ACCOUNT_EMAIL_NOTIFICATIONS = True
# allauth's own is “[example.com] ”: the sender's name says already whose e-mail it is.
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Asks for extra information as well.
ACCOUNT_SIGNUP_FORM_CLASS = "oscar_clienti.accounts.extra_fields.SignupForm"
