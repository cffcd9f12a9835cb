"""One form changed; the others stay ours."""

from oscar_clienti.dashboard.forms import EditCustomerForm as OurEditCustomerForm


class EditCustomerForm(OurEditCustomerForm):
    """The store sells to companies only with their VAT number."""

    def clean(self):
        data = super().clean() or self.cleaned_data
        if data.get("company") and not data.get("vat_number"):
            self.add_error("vat_number", "A company needs its VAT number.")
        return data
