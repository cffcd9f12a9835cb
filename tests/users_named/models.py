"""A shop that wrote a user model of its own and did not call it User."""

from django.db import models
from oscar.apps.customer.abstract_models import AbstractUser


class Person(AbstractUser):
    nickname = models.CharField(max_length=50, blank=True)

    class Meta(AbstractUser.Meta):
        app_label = "users_named"
        verbose_name = "person"
        verbose_name_plural = "people"
