"""The demo shop's fork of Oscar's partners: what things cost."""

from oscar.apps.partner import apps


class PartnerConfig(apps.PartnerConfig):
    name = "shop.partner"
