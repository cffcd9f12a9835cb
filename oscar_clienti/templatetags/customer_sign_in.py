"""What the sign-in page must know of the shop's ways to sign in."""

from django import template

from ..services import sign_in

register = template.Library()


@register.simple_tag
def sign_in_ways() -> sign_in.Ways:
    """``{% sign_in_ways as ways %}``: then ``ways.link``, ``ways.password``, ``ways.link_first``."""
    return sign_in.ways()
