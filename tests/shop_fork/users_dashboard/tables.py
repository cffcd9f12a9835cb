"""The list with other columns, in another order."""

from oscar_clienti.dashboard.tables import CustomerTable as OurCustomerTable


class CustomerTable(OurCustomerTable):
    default_sort = "-spent"
    default_columns = ("company", "spent", "joined")
