"""A shop that chose Oscar's AbstractUser."""

from oscar.apps.customer.abstract_models import AbstractUser


class User(AbstractUser):
    class Meta(AbstractUser.Meta):
        app_label = "users_oscar"
