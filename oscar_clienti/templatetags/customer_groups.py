"""Show or hide parts of a page by the customer's group: ``{% load customer_groups %}``.

    {% ifcustomergroup "wholesale" "vip" %}…{% else %}…{% endifcustomergroup %}

Mind caches: what stands inside may only be cached for one group. See docs/groups.md.
"""

from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token

from ..services import groups

register = template.Library()


class IfCustomerGroupNode(template.Node):
    """Renders the first part for members of one of ``slugs``, the second for everybody else."""

    child_nodelists = ("members", "others")

    def __init__(self, slugs: list[FilterExpression], members: NodeList, others: NodeList) -> None:
        self.slugs, self.members, self.others = slugs, members, others

    def render(self, context: Any) -> str:
        return (self.members if self._is_member(context) else self.others).render(context)

    def _is_member(self, context: Any) -> bool:
        # Whoever is not known is nobody's member: a mail or a task has no request, a visitor has no group.
        group = groups.of(getattr(context.get("request"), "user", None))
        return group is not None and group.slug in [slug.resolve(context, ignore_failures=True) for slug in self.slugs]


@register.tag
def ifcustomergroup(parser: Parser, token: Token) -> IfCustomerGroupNode:
    """Compare the customer's group with one or more slugs, in quotes or from variables.

    Raises ``TemplateSyntaxError`` when no slug is given.
    """
    name, *slugs = token.split_contents()
    if not slugs:
        raise template.TemplateSyntaxError(f"{{% {name} %}} needs the slug of at least one group.")
    members = parser.parse(("else", f"end{name}"))
    others = NodeList()
    if parser.next_token().contents == "else":
        others = parser.parse((f"end{name}",))
        parser.delete_first_token()
    return IfCustomerGroupNode([parser.compile_filter(slug) for slug in slugs], members, others)
