"""VAT numbers and what else an invoice needs: how they are written, and what the registers say of them."""
