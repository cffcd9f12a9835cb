"""Every ``OSCAR_CLIENTI_*`` setting: its name, its default and one sentence; read when asked, never at import."""

from typing import Any

from django.conf import settings

DEFAULTS: dict[str, Any] = {
    # The loader that finds every class we do not own; a store with a loader of its own names it here.
    "BASE_CLASS_LOADER": "oscar.core.loading.default_class_loader",
    # Orders in these statuses are left out of the number of orders and of the money spent.
    "CANCELLED_STATUSES": ("Cancelled",),
    # Up to this number the list says exactly how many customers match; beyond it says "more than".
    "COUNT_LIMIT": 10_000,
    # After so many months an entry of the activity log is forgotten; None keeps them for ever. Consents stay anyway.
    "ACTIVITY_KEEP_MONTHS": 24,
    # May staff who hold the right choose a password for a customer? Sending a link is the safer habit.
    "STAFF_SET_PASSWORDS": False,
    # Largest picture of a customer that is accepted, in bytes.
    "PICTURE_MAX_BYTES": 5 * 1024 * 1024,
    # Side of the square that a picture is cut and scaled to, in pixels.
    "PICTURE_SIZE": 256,
    # Largest certificate of a tax exemption that is accepted, in bytes.
    "CERTIFICATE_MAX_BYTES": 5 * 1024 * 1024,
    # Largest file that is accepted with a note or a message, in bytes.
    "FILE_MAX_BYTES": 10 * 1024 * 1024,
    # So many files may belong to one customer's notes, and as many to their messages.
    "FILES_PER_CUSTOMER": 100,
    # Dotted path of a function(uploaded file) that looks for viruses; it refuses a file by raising ValidationError.
    "FILE_SCANNER": None,
    # Let the web server send private files: ("X-Accel-Redirect", "/private/") for nginx, where /private/ is an internal
    # location, or ("X-Sendfile", "/folder/of/PRIVATE_ROOT/") for others; None means that Django sends them.
    "FILES_SENDFILE": None,
    # Dotted path of a function(user, old_email, new_email) that is called when staff changes an e-mail address.
    "ON_EMAIL_CHANGED": None,
    # Dotted path of a function(user, request, shipping address) that returns a TaxDecision: does this buyer pay taxes?
    "TAX_POLICY": "oscar_clienti.services.taxes.policy.by_exemption",
    # Folder for uploads and exports that no web server may reach; without it they lie among the machine's temporary
    # files.
    "PRIVATE_ROOT": None,
    # So many rows of a job are done in one transaction.
    "JOB_CHUNK_ROWS": 1000,
    # A worker that shows no sign of life for so many seconds has lost its part of a job to the next one.
    "JOB_LEASE_SECONDS": 120,
    # So many workers are asked for side by side.
    "JOB_WORKERS": 2,
    # After so many days the rows of a finished job are forgotten: outcomes, refused rows, exported files.
    "JOB_KEEP_DAYS": 30,
    # Largest file that an import takes, in bytes.
    "IMPORT_MAX_BYTES": 200 * 1024 * 1024,
    # Keep the uploaded file after the import? It may hold passwords.
    "IMPORT_KEEP_UPLOADS": False,
    # May an import give passwords to new customers? Theirs are never touched afterwards.
    "IMPORT_PASSWORDS": True,
    # Old, weak kinds of password hashes that an import takes as well, such as "prestashop".
    "IMPORT_LEGACY_HASHES": (),
    # The cookie key of the PrestaShop whose old hashes are taken: part of every one of them.
    "PRESTASHOP_COOKIE_KEY": "",
    # Exports of up to so many customers come at once; larger ones are jobs with a file to fetch.
    "EXPORT_STREAM_ROWS": 10_000,
    # After so many hours an export's file can no longer be fetched.
    "EXPORT_KEEP_HOURS": 24,
    # After so many hours the file with a customer's own data can no longer be fetched.
    "MY_DATA_KEEP_HOURS": 24,
    # Does a guest's order find the account of whoever placed it, and make one where there is none?
    "GUEST_ORDERS_FIND_OWNER": True,
    # How orders that the shop places for customers may be paid, past the checkout; what earlier orders were paid by is
    # offered besides.
    "OFFLINE_PAYMENTS": ("Bank transfer", "Cash", "On account"),
    # A mailed link to a prepared order is good for so many days.
    "ORDER_LINK_DAYS": 14,
    # ISO code of the country where the shop is at home: its VAT numbers need no letters, its own customers pay its tax.
    "SHOP_COUNTRY": "IT",
    # The shop's own VAT number: VIES gives its answers a number, as proof, only to who says who is asking.
    "SHOP_VAT_NUMBER": "",
    # Dotted path of a function(VatNumber) that asks a register and returns an Answer.
    "VIES": "oscar_clienti.services.vat.vies.ask",
    # How customers sign in: "link" (a mailed link first, the password behind it), "password" (no links) or "both".
    "SIGN_IN": "link",
    # A mailed link and its code are good for so many seconds.
    "SIGN_IN_LINK_SECONDS": 600,
    # So many codes may be typed before a new one has to be asked for.
    "SIGN_IN_CODE_TRIES": 5,
    # So many such e-mails go to one address within so many seconds.
    "SIGN_IN_MAILS": (3, 600),
    # What one network address may do, (times, seconds): ask for links, open links that are none, type codes.
    "SIGN_IN_LIMITS": {"ask": (20, 60), "token": (30, 300), "code": (30, 300)},
    # After so many days it is forgotten who asked for and used a link.
    "SIGN_IN_KEEP_DAYS": 30,
    # May staff look at the shop as a customer? "unless_refused": customers can say no; "if_allowed": they must have
    # said yes; "always": nobody is asked; "off": there is no such thing.
    "LOG_IN_AS": "unless_refused",
    # A visit ends by itself after so many minutes.
    "LOG_IN_AS_MINUTES": 30,
    # Names of pages of the shop's own on which staff may act for a customer besides basket, checkout, addresses and
    # orders; "payment:" stands for all whose names begin so.
    "LOG_IN_AS_ACTS": (),
    # Names of pages of the shop's own that staff must not see as a customer.
    "LOG_IN_AS_CLOSED": (),
    # So many e-mails of mailings leave in a minute, of all workers together; without it as many as they manage.
    "MAILINGS_PER_MINUTE": None,
    # An address that takes unsubscriptions by e-mail, if somebody reads it: named in marketing mails beside the link.
    "UNSUBSCRIBE_ADDRESS": "",
    # So many days one may answer by the link in an e-mail that the shop wrote.
    "REPLY_LINK_DAYS": 60,
    # What one network address may do, (times, seconds): send the contact form, answer by a link, open links that are
    # none.
    "MESSAGE_LIMITS": {"contact": (5, 600), "reply": (20, 600), "token": (30, 300)},
    # Where VIES is asked.
    "VIES_URL": "https://ec.europa.eu/taxation_customs/vies/rest-api/check-vat-number",
    # So many seconds may the whole question take.
    "VIES_SECONDS": 5,
}


def get(name: str) -> Any:
    """Return the value of ``OSCAR_CLIENTI_<name>``, or its default.

    Raises ``KeyError`` when the package has no such setting.
    """
    return getattr(settings, f"OSCAR_CLIENTI_{name}", DEFAULTS[name])


def unknown() -> list[str]:
    """Return the ``OSCAR_CLIENTI_*`` names in the settings that the package does not know: spelling mistakes."""
    prefix = "OSCAR_CLIENTI_"
    return [name for name in dir(settings) if name.startswith(prefix) and name.removeprefix(prefix) not in DEFAULTS]
