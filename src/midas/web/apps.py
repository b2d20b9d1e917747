from django.apps import AppConfig


class WebConfig(AppConfig):
    """The pages; nothing here remembers anything."""

    name = "midas.web"
    label = "web"

    def ready(self) -> None:
        from midas.web.access.recording import connect

        connect()
