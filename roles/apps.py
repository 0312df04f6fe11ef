from django.apps import AppConfig


class RolesConfig(AppConfig):
    name = "roles"

    def ready(self) -> None:
        from roles import audit  # noqa: PLC0415 - models are there only now

        audit.watch()
