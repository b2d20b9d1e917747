from django.apps import AppConfig


class TasksConfig(AppConfig):
    """Background jobs. Each calls one action."""

    name = "midas.tasks"
    label = "tasks"
