"""Oscar's admin pages look users up by name."""

from django.contrib import admin

from .models import User


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    search_fields = ["email", "last_name"]
