from django.apps import AppConfig


class StoreConfig(AppConfig):
    """The one Django app that remembers."""

    name = "midas.store"
    label = "store"
    verbose_name = "Midas"
