"""The pages: one module per page family, Chinese first."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "luoshu.web"
    label = "web"
    verbose_name = "页面"

    def ready(self):
        """Tell the worker, which opens no page, what work the pages queue."""
        from . import tasks  # noqa: F401
