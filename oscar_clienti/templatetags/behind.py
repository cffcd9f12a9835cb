"""For a template that stands in front of another of the same name and path, which has no blocks to extend."""

from typing import Any

from django import template
from django.template.base import Parser, Token

register = template.Library()


class TemplateBehindNode(template.Node):
    def render(self, context: Any) -> str:
        """Look for the name once more, passing over ourselves, as ``extends`` does."""
        engine = context.template.engine
        behind, _origin = engine.find_template(self.origin.template_name, skip=[self.origin])
        return behind.render(context)


@register.tag
def template_behind(parser: Parser, token: Token) -> TemplateBehindNode:
    """Write what would be there without us: ``{% template_behind %}``."""
    return TemplateBehindNode()
