from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "luoshu.core"
    label = "core"
    verbose_name = "基础"
