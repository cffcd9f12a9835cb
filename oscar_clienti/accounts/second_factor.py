"""Who has set up a second factor is who they are by that alone, whatever else they know or read."""

from typing import Any

from allauth.account.internal.flows.reauthentication import get_reauthentication_flows


def is_set_up(user: Any) -> bool:
    """Has this person an app that shows codes, or a key?"""
    return any(flow["id"] == "mfa_reauthenticate" for flow in get_reauthentication_flows(user))
