"""The addresses of our pages in the account; ``install`` puts them beside Oscar's."""

from django.contrib.auth.decorators import login_required
from django.urls import path

from . import (
    deletion,
    log_in_as,
    messages,
    my_data,
    preferences,
    prepared_orders,
    replying,
    security,
    unsubscribing,
)

urlpatterns = [
    path("preferences/", login_required(preferences.PreferencesView.as_view()), name="preferences"),
    path("security/", login_required(security.SecurityView.as_view()), name="security"),
    path("my-data/", login_required(my_data.MyDataView.as_view()), name="my-data"),
    path("my-data/<int:pk>/file/", login_required(my_data.MyDataFileView.as_view()), name="my-data-file"),
    path("visit/stop/", log_in_as.VisitStopView.as_view(), name="visit-stop"),
    path("visits/", login_required(log_in_as.VisitsView.as_view()), name="visits"),
    path("unsubscribe/<str:token>/", unsubscribing.UnsubscribeView.as_view(), name="unsubscribe"),
    path("prepared-order/<slug:token>/", prepared_orders.PreparedOrderView.as_view(), name="prepared-order"),
    path("messages/", login_required(messages.MessagesView.as_view()), name="messages"),
    path("messages/<int:pk>/", login_required(messages.MessageThreadView.as_view()), name="message"),
    path(
        "messages/<int:pk>/files/<uuid:file>/",
        login_required(messages.MessageFileView.as_view()),
        name="message-file",
    ),
    path("messages/reply/<str:token>/", replying.MessageReplyView.as_view(), name="message-reply"),
    path("goodbye/", deletion.GoodbyeView.as_view(), name="goodbye"),
]
