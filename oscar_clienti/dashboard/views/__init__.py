"""The pages; every class is found by the name that ``routes.py`` and Oscar use."""

from .activity_log import ActivityExportView, ActivityLogView  # noqa: F401
from .addresses import (  # noqa: F401
    CustomerAddressAddView,
    CustomerAddressDefaultView,
    CustomerAddressDeleteView,
    CustomerAddressEditView,
)
from .bulk import (  # noqa: F401
    ActivateCustomersView,
    AddTagsView,
    AssignGroupView,
    BulkView,
    ClearGroupView,
    DeactivateCustomersView,
    DeleteCustomersView,
    EndExemptionView,
    ExemptCustomersView,
    RemoveTagsView,
)
from .consents import CustomerConsentView  # noqa: F401
from .conversations import (  # noqa: F401
    ConversationAnswerView,
    ConversationAssignView,
    ConversationAttachView,
    ConversationCloseView,
    ConversationFileView,
    ConversationListView,
    ConversationReadView,
    ConversationRemarkView,
    ConversationReopenView,
    ConversationRetryView,
    ConversationView,
    CustomerWriteView,
    ReadyTextAddView,
    ReadyTextDeleteView,
    ReadyTextEditView,
    ReadyTextListView,
)
from .customers import (  # noqa: F401
    CustomerActivateView,
    CustomerAddView,
    CustomerDeactivateView,
    CustomerEditView,
    CustomerEmailView,
)
from .erasure import CustomerDeleteView  # noqa: F401
from .exemptions import (  # noqa: F401
    CustomerCertificateView,
    CustomerExemptionEndView,
    CustomerExemptionView,
)
from .exports import ExportFileView, ExportView  # noqa: F401
from .extra_fields import (  # noqa: F401
    ExtraFieldAddView,
    ExtraFieldDeleteView,
    ExtraFieldEditView,
    ExtraFieldListView,
    ExtraFieldOrderView,
    ExtraFieldRestoreView,
    ExtraFieldRetireView,
)
from .groups import (  # noqa: F401
    CustomerGroupAddView,
    CustomerGroupDeleteView,
    CustomerGroupEditView,
    CustomerGroupListView,
    CustomerGroupMergeView,
    CustomerGroupOrderView,
)
from .guest_orders import (  # noqa: F401
    GuestOrderAttachView,
    GuestOrderLeaveView,
    GuestOrderListView,
    GuestOrderReturnView,
)
from .health import HealthView, RepairView  # noqa: F401
from .imports import (  # noqa: F401
    ImportDecisionsView,
    ImportDiscardView,
    ImportInviteView,
    ImportMatchingView,
    ImportOpenView,
    ImportPreviewView,
    ImportRefusedView,
    ImportResultView,
    ImportRetryView,
    ImportRunView,
    ImportSampleView,
    ImportUndoView,
    ImportView,
)
from .jobs import (  # noqa: F401
    JobCancelView,
    JobDriveView,
    JobListView,
    JobPauseView,
    JobProgressView,
    JobResumeView,
    JobView,
)
from .joining import (  # noqa: F401
    CustomerGroupJoiningPeopleView,
    CustomerGroupJoiningPreviewView,
    CustomerGroupJoiningRemoveView,
    CustomerGroupJoiningView,
)
from .lists import ColumnsView, FiltersView, IndexView  # noqa: F401
from .log_in_as import CustomerLogInAsView  # noqa: F401
from .mailings import (  # noqa: F401
    MailingDeleteView,
    MailingEditView,
    MailingListView,
    MailingOpenView,
    MailingRetryView,
    MailingSendView,
    MailingTestView,
    MailingView,
    WriteToManyView,
)
from .notes import (  # noqa: F401
    FollowUpListView,
    NoteAddView,
    NoteAlertView,
    NoteDeleteView,
    NoteDoneView,
    NoteEditOwnView,
    NoteEditView,
    NoteFileView,
    NoteListView,
    NoteMentionsView,
    NotePinView,
    NotePostponeView,
)
from .orders import (  # noqa: F401
    OrderAddressView,
    OrderDetailsView,
    OrderDiscardView,
    OrderDraftListView,
    OrderLineAddView,
    OrderLineView,
    OrderLinkView,
    OrderPlaceView,
    OrderStartView,
    OrderView,
    OrderVoucherView,
)
from .passwords import CustomerPasswordView, PasswordResetView  # noqa: F401
from .price_lists import (  # noqa: F401
    PriceLineAddView,
    PriceLineEditView,
    PriceLineRemoveView,
    PriceListAddView,
    PriceListCopyView,
    PriceListDeleteView,
    PriceListEditView,
    PriceListPasteView,
    PriceListProductsView,
    PriceListsView,
    PriceListView,
)
from .profile import PanelView, UserDetailView  # noqa: F401
from .segments import (  # noqa: F401
    SegmentAddView,
    SegmentDeleteView,
    SegmentEditView,
    SegmentListView,
)
from .tags import (  # noqa: F401
    CustomerTagAddView,
    CustomerTagDeleteView,
    CustomerTagEditView,
    CustomerTagListView,
    CustomerTagMergeView,
    CustomerTagOrderView,
)
from .vat import CustomerVatCheckView  # noqa: F401
