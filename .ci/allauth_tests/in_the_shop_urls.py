"""The shop's addresses: ours where allauth's tests look for allauth's, and the page that its tests bring along."""

from importlib import reload

from allauth.account.decorators import secure_admin_login
from django.apps import apps
from django.contrib import admin
from django.urls import include, path

from oscar_clienti.accounts import urls as ours

admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)

# Settings decide which pages allauth has; its tests change them and load this module anew, so it does with ours.
reload(ours)

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("accounts/", include("oscar_clienti.accounts.urls")),
    path("account/", include("tests.projects.common.account.urls")),
    # Below a path of its own: Oscar has pages below accounts/ too.
    path("shop/", include(apps.get_app_config("oscar").urls[0])),
]
