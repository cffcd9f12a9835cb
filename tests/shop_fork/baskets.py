"""A form of the shop that only the store's class loader knows."""

from oscar.apps.basket.forms import BasketVoucherForm


class FairVoucherForm(BasketVoucherForm):
    """Vouchers are printed on paper, with blanks."""

    def clean_code(self):
        return super().clean_code().replace(" ", "")
