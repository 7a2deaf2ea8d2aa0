from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "luoshu.registry"
    label = "registry"
    verbose_name = "对象精准"

    def ready(self):
        """The register's part of cases: what decisions need of it and what they do to it."""
        from luoshu.registry.life import families, identification, members, moving, places, requirements, status
        from luoshu.registry.standards import requirements as standards
        from luoshu.registry.watching import case_parts

        _ = (families, identification, members, moving, places, requirements, status, standards, case_parts)
