"""What we announce. Every signal is sent inside the transaction of the act; use ``transaction.on_commit`` to leave it.

All are sent with ``sender=Customer`` (or the model named below) and ``by``: who did it, ``None`` for the shop itself.
"""

from django.dispatch import Signal

customer_created = Signal()
"""A customer was added through our services. Arguments: ``customer``, ``by``.
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
Sent once for each customer, also in bulk. Not sent when the group stays the same, nor one by one when a group of
more than 1,000 people is deleted or merged: listen to ``group_deleted`` as well."""

customer_tags_changed = Signal()
"""Tags were put on or taken off. Arguments: ``customer``, ``added``, ``removed`` (lists of tags), ``by``.
Not sent one by one when a tag of more than 1,000 people is deleted or merged: listen to ``tag_deleted`` as well."""

consent_recorded = Signal()
"""A line was added to the ledger (``sender=ConsentEvent``). Arguments: ``event``, ``customer``, ``by``."""

customer_erasing = Signal()
"""An account is about to be anonymised: delete or anonymise what your app knows of this person.
Arguments: ``customer``, ``user``, ``by``. An exception stops the deletion; nothing is half-done."""

customer_erased = Signal()
"""An account was anonymised. Arguments: ``customer``, ``by``. Carries no personal data."""

group_deleted = Signal()
"""A group is about to be deleted or merged away (``sender=CustomerGroup``); its people have moved already.
Arguments: ``group``, ``moved_to`` (or ``None``), ``by``."""

tag_deleted = Signal()
"""A tag is about to be deleted or merged away (``sender=Tag``); nobody wears it any more.
Arguments: ``tag``, ``moved_to`` (or ``None``), ``by``."""
