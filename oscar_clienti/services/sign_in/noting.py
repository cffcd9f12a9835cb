"""That a customer signed in, and by which way: the activity keeps it, without address or device."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from .. import activity, in_person

SIGNED_IN = activity.kinds.register(activity.Kind("sign_in.signed_in", _("Signed in"))).key
# Where allauth keeps by which ways the person of a session proved who they are.
_WAYS, _WHOSE = "account_authentication_methods", "account_authentication_methods_user"


def note(user: Any, *, way: str = "") -> None:
    """Write down that ``user`` signed in; of the shop's own people and of who has no customer row, nothing.

    Where from is not kept here: the list of sessions knows it as long as the session lives.
    """
    in_person.note(user, SIGNED_IN, facts={"way": way} if way else None)


def way_of(session: Any, user: Any) -> str:
    """The way in: "password", "code" (a mailed link or code), "socialaccount:google"; nothing when nobody knows."""
    proofs = session.get(_WAYS)
    if session.get(_WHOSE) != str(user.pk) or not isinstance(proofs, list):
        return ""
    # A second factor proves nothing alone: what came before it was the way in.
    first = [proof for proof in proofs if isinstance(proof, dict) and proof.get("method") != "mfa"][-1:] or proofs[-1:]
    if not first or not isinstance(first[0], dict):
        return ""
    method, provider = first[0].get("method", ""), first[0].get("provider", "")
    return f"{method}:{provider}" if provider else str(method)
