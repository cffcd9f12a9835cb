"""One table of pages: path, view, name, permission. No page can lack a right; the permission tests are made of it."""

from dataclasses import dataclass

from django.urls import URLPattern, path

from ..loading import get_class
from .rights import full_name


@dataclass(frozen=True)
class Route:
    """A page: ``view`` is a class name in ``dashboard.users.views``, ``right`` a codename of ours."""

    path: str
    view: str
    name: str
    right: str

    @property
    def permissions(self) -> tuple[str, ...]:
        """What Oscar's ``permissions_map`` wants: every one of these is needed."""
        return ("is_staff", full_name(self.right))

    def pattern(self) -> URLPattern:
        view = get_class("dashboard.users.views", self.view)
        return path(self.path, view.as_view(), name=self.name)  # type: ignore[attr-defined]


routes: list[Route] = [
    # The list.
    Route("", "IndexView", "users-index", "view_customer"),
    Route("columns/", "ColumnsView", "customer-columns", "view_customer"),
    Route("filters/", "FiltersView", "customer-filters", "view_customer"),
    Route("health/", "HealthView", "customer-health", "view_customer"),
    Route("health/repair/", "RepairView", "customer-repair", "change_customer"),
    # Acts on chosen rows, and on all who match.
    Route("bulk/write/", "WriteToManyView", "customer-bulk-write", "message_many_customers"),
    Route("bulk/activate/", "ActivateCustomersView", "customer-bulk-activate", "change_customer"),
    Route("bulk/deactivate/", "DeactivateCustomersView", "customer-bulk-deactivate", "change_customer"),
    Route("bulk/assign-group/", "AssignGroupView", "customer-bulk-assign-group", "change_customer"),
    Route("bulk/clear-group/", "ClearGroupView", "customer-bulk-clear-group", "change_customer"),
    Route("bulk/add-tags/", "AddTagsView", "customer-bulk-add-tags", "change_customer"),
    Route("bulk/remove-tags/", "RemoveTagsView", "customer-bulk-remove-tags", "change_customer"),
    Route("bulk/exempt/", "ExemptCustomersView", "customer-bulk-exempt", "change_customer"),
    Route("bulk/end-exemption/", "EndExemptionView", "customer-bulk-end-exemption", "change_customer"),
    Route("bulk/delete/", "DeleteCustomersView", "customer-bulk-delete", "delete_customer"),
    # Groups.
    Route("groups/", "CustomerGroupListView", "customer-group-list", "view_customer"),
    Route("groups/add/", "CustomerGroupAddView", "customer-group-add", "manage_groups"),
    Route("groups/order/", "CustomerGroupOrderView", "customer-group-order", "manage_groups"),
    Route("groups/<int:pk>/edit/", "CustomerGroupEditView", "customer-group-edit", "manage_groups"),
    Route("groups/<int:pk>/merge/", "CustomerGroupMergeView", "customer-group-merge", "manage_groups"),
    Route("groups/<int:pk>/delete/", "CustomerGroupDeleteView", "customer-group-delete", "manage_groups"),
    Route("groups/<int:pk>/joining/", "CustomerGroupJoiningView", "customer-group-joining", "manage_groups"),
    Route(
        "groups/<int:pk>/joining/preview/",
        "CustomerGroupJoiningPreviewView",
        "customer-group-joining-preview",
        "manage_groups",
    ),
    Route(
        "groups/<int:pk>/joining/people/",
        "CustomerGroupJoiningPeopleView",
        "customer-group-joining-people",
        "manage_groups",
    ),
    Route(
        "groups/<int:pk>/joining/remove/",
        "CustomerGroupJoiningRemoveView",
        "customer-group-joining-remove",
        "manage_groups",
    ),
    # Price lists.
    Route("price-lists/", "PriceListsView", "customer-price-lists", "view_customer"),
    Route("price-lists/add/", "PriceListAddView", "customer-price-list-add", "manage_price_lists"),
    Route("price-lists/products/", "PriceListProductsView", "customer-price-list-products", "manage_price_lists"),
    Route("price-lists/<int:pk>/", "PriceListView", "customer-price-list", "view_customer"),
    Route("price-lists/<int:pk>/edit/", "PriceListEditView", "customer-price-list-edit", "manage_price_lists"),
    Route("price-lists/<int:pk>/copy/", "PriceListCopyView", "customer-price-list-copy", "manage_price_lists"),
    Route("price-lists/<int:pk>/delete/", "PriceListDeleteView", "customer-price-list-delete", "manage_price_lists"),
    Route("price-lists/<int:pk>/paste/", "PriceListPasteView", "customer-price-list-paste", "manage_price_lists"),
    Route("price-lists/<int:pk>/lines/add/", "PriceLineAddView", "customer-price-line-add", "manage_price_lists"),
    Route(
        "price-lists/<int:pk>/lines/<int:line_pk>/edit/",
        "PriceLineEditView",
        "customer-price-line-edit",
        "manage_price_lists",
    ),
    Route(
        "price-lists/<int:pk>/lines/<int:line_pk>/remove/",
        "PriceLineRemoveView",
        "customer-price-line-remove",
        "manage_price_lists",
    ),
    # Tags.
    Route("tags/", "CustomerTagListView", "customer-tag-list", "view_customer"),
    Route("tags/add/", "CustomerTagAddView", "customer-tag-add", "manage_tags"),
    Route("tags/order/", "CustomerTagOrderView", "customer-tag-order", "manage_tags"),
    Route("tags/<int:pk>/edit/", "CustomerTagEditView", "customer-tag-edit", "manage_tags"),
    Route("tags/<int:pk>/merge/", "CustomerTagMergeView", "customer-tag-merge", "manage_tags"),
    Route("tags/<int:pk>/delete/", "CustomerTagDeleteView", "customer-tag-delete", "manage_tags"),
    # Extra information.
    Route("extra-fields/", "ExtraFieldListView", "customer-extra-field-list", "view_customer"),
    Route("extra-fields/add/", "ExtraFieldAddView", "customer-extra-field-add", "manage_extra_fields"),
    Route("extra-fields/order/", "ExtraFieldOrderView", "customer-extra-field-order", "manage_extra_fields"),
    *(
        Route(f"extra-fields/<int:pk>/{act}/", view, f"customer-extra-field-{act}", "manage_extra_fields")
        for act, view in {
            "edit": "ExtraFieldEditView",
            "retire": "ExtraFieldRetireView",
            "restore": "ExtraFieldRestoreView",
            "delete": "ExtraFieldDeleteView",
        }.items()
    ),
    # Segments.
    Route("segments/", "SegmentListView", "customer-segment-list", "view_customer"),
    Route("segments/add/", "SegmentAddView", "customer-segment-add", "manage_segments"),
    Route("segments/<int:pk>/edit/", "SegmentEditView", "customer-segment-edit", "manage_segments"),
    Route("segments/<int:pk>/delete/", "SegmentDeleteView", "customer-segment-delete", "manage_segments"),
    # Messages to many.
    Route("mailings/", "MailingListView", "customer-mailing-list", "view_mailing"),
    Route("mailings/of-job/<int:pk>/", "MailingOpenView", "customer-mailing-open", "view_mailing"),
    Route("mailings/<int:pk>/", "MailingView", "customer-mailing", "view_mailing"),
    *(
        Route(f"mailings/<int:pk>/{act}/", view, f"customer-mailing-{act}", "message_many_customers")
        for act, view in {
            "edit": "MailingEditView",
            "test": "MailingTestView",
            "send": "MailingSendView",
            "retry": "MailingRetryView",
            "delete": "MailingDeleteView",
        }.items()
    ),
    # Guests' orders that wait for somebody to decide whose they are.
    Route("guest-orders/", "GuestOrderListView", "customer-guest-orders", "view_customer"),
    Route("guest-orders/attach/", "GuestOrderAttachView", "customer-guest-orders-attach", "decide_guest_orders"),
    Route("guest-orders/leave/", "GuestOrderLeaveView", "customer-guest-orders-leave", "decide_guest_orders"),
    Route("guest-orders/return/", "GuestOrderReturnView", "customer-guest-orders-return", "decide_guest_orders"),
    # What everybody did.
    Route("activity/", "ActivityLogView", "customer-activity-log", "view_activity"),
    Route("activity/export/", "ActivityExportView", "customer-activity-export", "export_activity"),
    # Orders that are put together for customers; those of one customer stand below.
    Route("orders/", "OrderDraftListView", "customer-order-drafts", "place_orders"),
    # Conversations.
    Route("messages/", "ConversationListView", "customer-conversation-list", "view_conversation"),
    Route("messages/<int:pk>/", "ConversationView", "customer-conversation", "view_conversation"),
    Route("messages/<int:pk>/read/", "ConversationReadView", "customer-conversation-read", "view_conversation"),
    Route(
        "messages/<int:pk>/files/<uuid:file>/",
        "ConversationFileView",
        "customer-conversation-file",
        "view_conversation",
    ),
    Route("messages/<int:pk>/answer/", "ConversationAnswerView", "customer-conversation-answer", "message_customers"),
    Route(
        "messages/<int:pk>/messages/<int:message_pk>/retry/",
        "ConversationRetryView",
        "customer-conversation-retry",
        "message_customers",
    ),
    *(
        Route(f"messages/<int:pk>/{act}/", view, f"customer-conversation-{act}", "change_conversation")
        for act, view in {
            "remark": "ConversationRemarkView",
            "assign": "ConversationAssignView",
            "close": "ConversationCloseView",
            "reopen": "ConversationReopenView",
            "attach": "ConversationAttachView",
        }.items()
    ),
    Route("ready-texts/", "ReadyTextListView", "customer-ready-texts", "manage_ready_texts"),
    Route("ready-texts/add/", "ReadyTextAddView", "customer-ready-text-add", "manage_ready_texts"),
    Route("ready-texts/<int:pk>/edit/", "ReadyTextEditView", "customer-ready-text-edit", "manage_ready_texts"),
    Route("ready-texts/<int:pk>/delete/", "ReadyTextDeleteView", "customer-ready-text-delete", "manage_ready_texts"),
    # Notes about all customers.
    Route("notes/", "NoteListView", "customer-notes", "view_note"),
    Route("notes/mentions/", "NoteMentionsView", "customer-note-mentions", "view_note"),
    Route("notes/follow-ups/", "FollowUpListView", "customer-follow-ups", "view_note"),
    # Export.
    Route("export/", "ExportView", "customer-export", "export_customers"),
    Route("export/<int:pk>/file/", "ExportFileView", "customer-export-file", "export_customers"),
    # Import.
    Route("import/", "ImportView", "customer-import", "import_customers"),
    Route("import/sample/", "ImportSampleView", "customer-import-sample", "import_customers"),
    Route("import/<int:pk>/", "ImportOpenView", "customer-import-open", "import_customers"),
    Route("import/<int:pk>/columns/", "ImportMatchingView", "customer-import-matching", "import_customers"),
    Route("import/<int:pk>/decisions/", "ImportDecisionsView", "customer-import-decisions", "import_customers"),
    Route("import/<int:pk>/preview/", "ImportPreviewView", "customer-import-preview", "import_customers"),
    Route("import/<int:pk>/run/", "ImportRunView", "customer-import-run", "import_customers"),
    Route("import/<int:pk>/result/", "ImportResultView", "customer-import-result", "import_customers"),
    Route("import/<int:pk>/refused/", "ImportRefusedView", "customer-import-refused", "import_customers"),
    Route("import/<int:pk>/retry/", "ImportRetryView", "customer-import-retry", "import_customers"),
    Route("import/<int:pk>/invite/", "ImportInviteView", "customer-import-invite", "import_customers"),
    Route("import/<int:pk>/undo/", "ImportUndoView", "customer-import-undo", "import_customers"),
    Route("import/<int:pk>/discard/", "ImportDiscardView", "customer-import-discard", "import_customers"),
    # Long work.
    Route("jobs/", "JobListView", "customer-job-list", "view_customer"),
    Route("jobs/<int:pk>/", "JobView", "customer-job", "view_customer"),
    Route("jobs/<int:pk>/progress/", "JobProgressView", "customer-job-progress", "view_customer"),
    Route("jobs/<int:pk>/drive/", "JobDriveView", "customer-job-drive", "view_customer"),
    Route("jobs/<int:pk>/pause/", "JobPauseView", "customer-job-pause", "view_customer"),
    Route("jobs/<int:pk>/resume/", "JobResumeView", "customer-job-resume", "view_customer"),
    Route("jobs/<int:pk>/cancel/", "JobCancelView", "customer-job-cancel", "view_customer"),
    # One customer.
    Route("add/", "CustomerAddView", "customer-add", "add_customer"),
    Route("<int:pk>/", "UserDetailView", "user-detail", "view_customer"),
    Route("<int:pk>/panel/<slug:key>/", "PanelView", "customer-panel", "view_customer"),
    Route("<int:pk>/edit/", "CustomerEditView", "customer-edit", "change_customer"),
    Route("<int:pk>/email/", "CustomerEmailView", "customer-email", "change_customer_email"),
    Route("<int:pk>/password/", "CustomerPasswordView", "customer-password", "set_customer_password"),
    Route("<int:pk>/password-reset/", "PasswordResetView", "user-password-reset", "change_customer"),
    Route("<int:pk>/activate/", "CustomerActivateView", "customer-activate", "change_customer"),
    Route("<int:pk>/deactivate/", "CustomerDeactivateView", "customer-deactivate", "change_customer"),
    Route("<int:pk>/addresses/add/", "CustomerAddressAddView", "customer-address-add", "change_customer"),
    Route(
        "<int:pk>/addresses/<int:address_pk>/edit/",
        "CustomerAddressEditView",
        "customer-address-edit",
        "change_customer",
    ),
    Route(
        "<int:pk>/addresses/<int:address_pk>/delete/",
        "CustomerAddressDeleteView",
        "customer-address-delete",
        "change_customer",
    ),
    Route(
        "<int:pk>/addresses/<int:address_pk>/default/",
        "CustomerAddressDefaultView",
        "customer-address-default",
        "change_customer",
    ),
    Route("<int:pk>/consents/<slug:channel>/", "CustomerConsentView", "customer-consent", "change_customer"),
    Route("<int:pk>/exemption/", "CustomerExemptionView", "customer-exemption", "change_customer"),
    Route("<int:pk>/exemption/end/", "CustomerExemptionEndView", "customer-exemption-end", "change_customer"),
    Route("<int:pk>/exemption/certificate/", "CustomerCertificateView", "customer-certificate", "view_customer"),
    Route("<int:pk>/write/", "CustomerWriteView", "customer-write", "message_customers"),
    Route("<int:pk>/vat-check/", "CustomerVatCheckView", "customer-vat-check", "change_customer"),
    Route("<int:pk>/log-in-as/", "CustomerLogInAsView", "customer-log-in-as", "log_in_as_customer"),
    Route("<int:pk>/orders/new/", "OrderStartView", "customer-order-new", "place_orders"),
    Route("<int:pk>/orders/<int:draft_pk>/", "OrderView", "customer-order", "place_orders"),
    *(
        Route(f"<int:pk>/orders/<int:draft_pk>/{path}/", view, name, "place_orders")
        for path, view, name in (
            ("add", "OrderLineAddView", "customer-order-add"),
            ("lines/<int:item_pk>", "OrderLineView", "customer-order-line"),
            ("code", "OrderVoucherView", "customer-order-code"),
            ("address", "OrderAddressView", "customer-order-address"),
            ("details", "OrderDetailsView", "customer-order-details"),
            ("place", "OrderPlaceView", "customer-order-place"),
            ("discard", "OrderDiscardView", "customer-order-discard"),
        )
    ),
    Route("<int:pk>/orders/<int:draft_pk>/link/", "OrderLinkView", "customer-order-link", "send_order_links"),
    Route("<int:pk>/notes/add/", "NoteAddView", "customer-note-add", "add_note"),
    Route("<int:pk>/notes/files/<uuid:file_id>/", "NoteFileView", "customer-note-file", "view_note"),
    # Authors edit what they wrote; others' notes need a right of their own.
    Route("<int:pk>/notes/<int:note_pk>/edit-own/", "NoteEditOwnView", "customer-note-edit-own", "add_note"),
    Route("<int:pk>/notes/<int:note_pk>/edit/", "NoteEditView", "customer-note-edit", "change_note"),
    Route("<int:pk>/notes/<int:note_pk>/delete/", "NoteDeleteView", "customer-note-delete", "delete_note"),
    Route("<int:pk>/notes/<int:note_pk>/pin/", "NotePinView", "customer-note-pin", "add_note"),
    Route("<int:pk>/notes/<int:note_pk>/alert/", "NoteAlertView", "customer-note-alert", "add_note"),
    Route("<int:pk>/notes/<int:note_pk>/done/", "NoteDoneView", "customer-note-done", "add_note"),
    Route("<int:pk>/notes/<int:note_pk>/postpone/", "NotePostponeView", "customer-note-postpone", "add_note"),
    Route("<int:pk>/delete/", "CustomerDeleteView", "customer-delete", "delete_customer"),
    # Stock alert requests stay Oscar's pages.
    Route("alerts/", "ProductAlertListView", "user-alert-list", "view_customer"),
    Route("alerts/<int:pk>/delete/", "ProductAlertDeleteView", "user-alert-delete", "change_customer"),
    Route("alerts/<int:pk>/update/", "ProductAlertUpdateView", "user-alert-update", "change_customer"),
]
