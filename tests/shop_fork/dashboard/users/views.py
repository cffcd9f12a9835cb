"""Overrides from before the store had us, where plain Oscar finds them."""

from oscar.apps.dashboard.users.views import ProductAlertListView as OscarsProductAlertListView
from oscar.apps.dashboard.users.views import UserDetailView as OscarsUserDetailView

from oscar_clienti.dashboard.views import CustomerGroupListView as OurCustomerGroupListView


class ProductAlertListView(OscarsProductAlertListView):
    """We have no such page: this one counts."""

    paginate_by = 7


class UserDetailView(OscarsUserDetailView):
    """Made for Oscar's page, which is not there any more: it must not come into the place of ours."""


class CustomerGroupListView(OurCustomerGroupListView):
    """Made from ours: it counts."""
