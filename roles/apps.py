from django.apps import AppConfig

from teamops.lib import lookups


class RolesConfig(AppConfig):
    name = "roles"

    def ready(self) -> None:
        from roles import audit  # noqa: PLC0415 - models are there only now

        audit.watch()
        lookups.register()
