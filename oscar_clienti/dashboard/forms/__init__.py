"""The forms; every class is found by its name in ``dashboard.users.forms``."""

from .activity import ActivityFilterForm, ActivityLogForm  # noqa: F401
from .addresses import AddressForm  # noqa: F401
from .consents import ConsentForm  # noqa: F401
from .conversations import AnswerForm, AssignForm, ReadyTextForm, RemarkForm, WriteForm  # noqa: F401
from .customers import AddCustomerForm, EditCustomerForm, EmailForm  # noqa: F401
from .erasure import UnderstandForm  # noqa: F401
from .exemptions import ExemptionForm  # noqa: F401
from .exports import ExportForm  # noqa: F401
from .extra_fields import ExtraFieldForm  # noqa: F401
from .imports import BringForm, DecisionsForm, FileForm, MatchingForm, ReadAsForm  # noqa: F401
from .joining import JoiningRuleForm  # noqa: F401
from .labels import (  # noqa: F401
    ChooseGroupForm,
    ChooseTagsForm,
    CustomerGroupForm,
    DeleteCustomerGroupForm,
    DeleteTagForm,
    MergeForm,
    TagForm,
)
from .lists import CustomerFilterForm, ListPreferenceForm  # noqa: F401
from .log_in_as import LogInAsForm  # noqa: F401
from .mailings import MailingForm  # noqa: F401
from .notes import NoteForm, PostponeForm  # noqa: F401
from .orders import PlaceOrderForm  # noqa: F401
from .passwords import PasswordForm  # noqa: F401
from .price_lists import (  # noqa: F401
    CopyPriceListForm,
    PastePricesForm,
    PriceForm,
    PriceLineForm,
    PriceListForm,
)
from .prices import PriceQuestionForm  # noqa: F401
from .segments import RenameSegmentForm, SaveSegmentForm  # noqa: F401
