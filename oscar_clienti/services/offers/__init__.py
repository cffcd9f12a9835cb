"""Oscar's offers, limited to customer groups, and the discount that a group has in its own form.

Who is in no group that an offer is limited to never gets it; an offer whose groups are all gone is for nobody.
"""

from .audiences import follow, for_group, limit, of_group, offers_alone, open_to, told  # noqa: F401
from .discounts import Discount, discount_of, discounts, end_discount, give_discount, rename  # noqa: F401
from .pieces import Piece, on_a_piece  # noqa: F401
