"""The register as an application: what it answers and does for cases is registered when the program starts."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "luoshu.registry"
    label = "registry"
    verbose_name = "登记册"

    def ready(self):
        """Requirements and effects of the procedures stand in the parts that know the register."""
        from luoshu.registry.watching import case_parts  # noqa: F401
