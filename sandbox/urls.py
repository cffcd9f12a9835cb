"""The demo shop's addresses."""

from allauth.account.decorators import secure_admin_login
from django.apps import apps
from django.conf import settings
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

admin.autodiscover()
# The admin's own page for signing in knows no limit of attempts.
admin.site.login = secure_admin_login(admin.site.login)

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("sign-in/", include("oscar_clienti.accounts.urls")),
    path("contact/", include("oscar_clienti.shop.contact.urls")),
    # Oscar's page for a forgotten password is Django's, which class loading doesn't reach.
    path("password-reset/", RedirectView.as_view(pattern_name="account_reset_password")),
    path("", include(apps.get_app_config("oscar").urls[0])),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
]
