"""What we announce. Every signal is sent inside the transaction of the act; use ``transaction.on_commit`` to leave it.

All are sent with ``sender=Customer`` (or the model named below) and ``by``: who did it, ``None`` for the shop itself.
"""

from django.dispatch import Signal

customer_created = Signal()
"""A customer was added through our services, or for a guest's order. Arguments: ``customer``, ``by``.
Not sent for accounts that shoppers or other apps make: listen to Django's ``post_save`` for those."""

customer_changed = Signal()
"""Own fields or names of a customer changed. Arguments: ``customer``, ``changes`` ({field: (old, new)}), ``by``.
Not sent when nothing changed, nor for the copied columns (orders, addresses)."""

customer_email_changed = Signal()
"""Staff changed the e-mail address. Arguments: ``customer``, ``old``, ``new``, ``by``.
Not sent when the shopper changes it."""

customer_activated = Signal()
"""A customer may sign in again. Arguments: ``customer``, ``by``. Not sent when they were active already."""

customer_deactivated = Signal()
"""A customer may no longer sign in; their sessions are dead. Arguments: ``customer``, ``by``.
Not sent when they were inactive already."""

customer_password_set = Signal()
"""Staff chose a password. Arguments: ``customer``, ``by``. Never carries the password."""

customer_group_changed = Signal()
"""A customer's group changed. Arguments: ``customer``, ``old``, ``new`` (groups or ``None``), ``by``.
Sent once for each customer, also in bulk. Not sent when the group stays the same (another last day is a
``customer_changed``), nor one by one when a group of more than 1,000 people is deleted or merged: listen to
``group_deleted`` as well."""

customer_tags_changed = Signal()
"""Tags were put on or taken off. Arguments: ``customer``, ``added``, ``removed`` (lists of tags), ``by``.
Not sent one by one when a tag of more than 1,000 people is deleted or merged: listen to ``tag_deleted`` as well."""

consent_recorded = Signal()
"""A line was added to the ledger (``sender=ConsentEvent``). Arguments: ``event``, ``customer``, ``by``."""

guest_order_attached = Signal()
"""An order that was placed without signing in belongs to a customer now (``sender`` is Oscar's ``Order``).
Arguments: ``order``, ``customer``, ``reason`` (a ``GuestOrder.Reason``), ``by`` (``None``: the shop itself).
Sent once for each order. Django's ``post_save`` is not sent for the order. Not sent when an order is left waiting."""

customer_erasing = Signal()
"""An account is about to be anonymised: delete or anonymise what your app knows of this person.
Arguments: ``customer``, ``user``, ``by``. An exception stops the deletion; nothing is half-done."""

customer_erased = Signal()
"""An account was anonymised. Arguments: ``customer``, ``by``. Carries no personal data."""

exemption_changed = Signal()
"""A customer's exemption from taxes began, changed, ended or ran out.
Arguments: ``customer``, ``exemption`` (the particulars, or ``None``), ``by``.
Not sent when the mark alone was set, by a bulk act or an import: listen to ``customer_changed`` as well."""

note_written = Signal()
"""Staff wrote a note about a customer (``sender=Note``), with its files. Arguments: ``note``, ``customer``, ``by``."""

note_changed = Signal()
"""A note was edited, pinned, made an alert or one no more, or its follow-up was done, postponed or opened again
(``sender=Note``). Arguments: ``note``, ``customer``, ``by``. Not sent when nothing changed."""

note_deleted = Signal()
"""A note is about to be deleted with its files (``sender=Note``). Arguments: ``note``, ``customer``, ``by``.
Not sent when the customer's account is deleted: listen to ``customer_erasing`` as well."""

extra_field_changed = Signal()
"""A field of extra information was defined, changed, moved, retired or restored, or is about to be deleted
(``sender=ExtraField``). Arguments: ``field``, ``by``."""

extra_answered = Signal()
"""A customer's extra information changed. Arguments: ``customer``, ``changes`` ({"extra:key": (old, new)}, as files say
them), ``by``. Not sent when nothing changed, nor for what an import brings."""

group_deleted = Signal()
"""A group is about to be deleted or merged away (``sender=CustomerGroup``); its people have moved already.
Arguments: ``group``, ``moved_to`` (or ``None``), ``by``."""

tag_deleted = Signal()
"""A tag is about to be deleted or merged away (``sender=Tag``); nobody wears it any more.
Arguments: ``tag``, ``moved_to`` (or ``None``), ``by``."""

offer_limited = Signal()
"""It changed for whom an offer is (``sender`` is Oscar's ``ConditionalOffer``).
Arguments: ``offer``, ``groups`` (``None`` for everybody, an empty list for nobody), ``by``.
Not sent when a group is deleted past our services: an offer that was for it alone is for nobody then."""

price_list_changed = Signal()
"""A price list was made, changed (itself or its lines), or is about to be deleted (``sender=PriceList``).
Arguments: ``price_list``, ``by``. Not sent when a list begins or ends by its days."""

vat_checked = Signal()
"""A register said whether a customer's VAT number is valid (``sender=VatCheck``), or its digits said that it can't be.
Arguments: ``check`` (with ``state``, date, number of the request), ``customer``, ``by`` (``None``: the shop itself).
Sent for every such answer, news or not. Not sent while it is not known, nor for a number that was changed meanwhile."""

sign_in_link_sent = Signal()
"""A link for signing in is about to be mailed to a customer (``sender=SignInLink``).
Arguments: ``link`` (never token or code), ``customer``, ``by`` (``None``: the shop itself).
Not sent for addresses without an account, nor for accounts that never get a link."""

sign_in_link_used = Signal()
"""A mailed link, or its code, was used up (``sender=SignInLink``).
Arguments: ``link`` (its ``purpose`` says for what), ``customer``, ``by`` (the customer's user).
Not sent for links that are used, too old or void. A second factor may still be asked after this."""

visit_started = Signal()
"""Staff begins to look at the shop as a customer (``sender=Visit``). Arguments: ``visit`` (with reason, and whether it
may act), ``customer``, ``by``. It is no sign-in: Django's and allauth's signals are not sent."""

visit_ended = Signal()
"""Such a visit is over (``sender=Visit``); ``visit.end`` says why.
Arguments: ``visit``, ``customer`` (``None`` when the account is gone), ``by``. Sent once.
A visit that nobody ends is ended by ``clienti_daily``."""

mailing_started = Signal()
"""A message to many customers is about to be sent in the background (``sender=Mailing``).
Arguments: ``mailing``, ``job``, ``by``. Sent once for each mailing, before the first e-mail.
Not sent when those whom the mail server refused are tried again, nor for a test to oneself."""

order_placed_for_customer = Signal()
"""Somebody of the shop placed an order for a customer (``sender=StaffOrder``); Oscar's ``order_placed`` came before.
Arguments: ``order``, ``customer``, ``by`` (who placed it). Sent once for each order. Not sent for an order that the
customer places by a link. Oscar's ``post_checkout`` comes after, when all is committed."""

order_link_sent = Signal()
"""A link to a prepared order is about to be mailed to a customer (``sender=StaffOrder``).
Arguments: ``draft`` (never the link), ``customer``, ``by``."""
message_sent = Signal()
"""The e-mail with a message of the shop has left (``sender=Message``).
Arguments: ``message``, ``customer`` (``None`` for somebody unknown), ``by`` (who wrote it).
Not sent when a message is written, nor when the mail server refuses it."""

message_received = Signal()
"""A customer, or somebody unknown, wrote to the shop (``sender=Message``). The ``way`` of the message says how.
Arguments: ``message``, ``customer`` (``None`` for somebody unknown), ``by`` (the customer's user if signed in).
Not sent for answers that go to the shop's mailbox by the mail program."""

conversation_changed = Signal()
"""A conversation was closed, reopened, assigned to somebody, or attached to a customer (``sender=Conversation``).
``what`` is "closed", "reopened", "assigned" or "attached".
Arguments: ``conversation``, ``customer`` (``None`` for somebody unknown), ``what``, ``by``.
Not sent when a customer's message opens it again: listen to ``message_received`` as well."""
