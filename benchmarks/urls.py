"""The demo shop's addresses, and those of the two lists that ours is compared with."""

from django.urls import path
from oscar.apps.dashboard.users import views as stock
from urls import urlpatterns as shop

from . import limit

urlpatterns = [
    path("bench/stock/", stock.IndexView.as_view()),
    path("bench/stock/<int:pk>/", stock.UserDetailView.as_view()),
    path("bench/limit/", limit.customers),
    path("bench/floor/", limit.floor),
    *shop,
]
