"""The addresses of our pages in the account; ``install`` puts them beside Oscar's."""

from django.contrib.auth.decorators import login_required
from django.urls import path

from . import deletion, my_data, preferences, security

urlpatterns = [
    path("preferences/", login_required(preferences.PreferencesView.as_view()), name="preferences"),
    path("security/", login_required(security.SecurityView.as_view()), name="security"),
    path("my-data/", login_required(my_data.MyDataView.as_view()), name="my-data"),
    path("my-data/<int:pk>/file/", login_required(my_data.MyDataFileView.as_view()), name="my-data-file"),
    path("goodbye/", deletion.GoodbyeView.as_view(), name="goodbye"),
]
