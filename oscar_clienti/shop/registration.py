"""Taking an e-mail address in the shop while somebody else takes the same one: an import, a colleague, a second click.

Oscar asks whether an address is free, hashes the password for a fifth of a second, and then takes it; not every user
model has a unique address.
"""

from typing import Any

from django.db import IntegrityError, transaction


class AddressTakingMixin:
    """Mixed into Oscar's views by which a shopper takes an address: alone with it from the question to the account.

    Whoever comes second is told by Oscar's own form that a user with that address exists already.
    """

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        # The page that offers both signing in and signing up tells its two forms apart.
        prefix = getattr(self, "registration_prefix", "")
        email = request.POST.get(f"{prefix}-email" if prefix else "email", "").replace("\x00", "")
        answer = super().post  # type: ignore[misc]
        if not email:
            return answer(request, *args, **kwargs)
        try:
            with transaction.atomic():
                _be_alone(email, request.user)
                return answer(request, *args, **kwargs)
        except IntegrityError:
            # Taken by a road that waits for nobody. The address is there now: asked again, the form finds it.
            return answer(request, *args, **kwargs)


def _be_alone(email: str, user: Any) -> None:
    """Addresses first, then the customer's row, the account last: the order in which everybody waits for others."""
    # Here, because Oscar asks for the class above before the models are loaded.
    from ..models import Customer
    from ..services.customers import email_locks

    email_locks.hold(filter(None, [email, getattr(user, "email", "")]))
    if user.pk:
        Customer.objects.select_for_update().filter(pk=user.pk).first()
