from oscar.apps.dashboard import apps


class DashboardConfig(apps.DashboardConfig):
    name = "tests.shop_fork.dashboard"
