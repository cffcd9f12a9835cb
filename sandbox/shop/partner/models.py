"""Oscar's models as they are; their migrations stay Oscar's too (``MIGRATION_MODULES``)."""

from oscar.apps.partner.models import *  # noqa: F403
