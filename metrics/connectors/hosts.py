"""Where requests may go: to the two platforms' base addresses, which are settings, and nowhere else."""

from teamops.lib import http

# The setting that holds the base address of each kind of channel that can be connected.
SETTINGS = {
    "official_account": "WECHAT_API_BASE",
    "mini_program": "WECHAT_API_BASE",
    "wecom": "WECOM_API_BASE",
}


def base(kind: str) -> str:
    """The base address for a kind of channel. Raise ``ImproperlyConfigured`` if it is none."""
    return http.base(SETTINGS[kind])


def address(kind: str, path: str) -> str:
    """A path below the base. Raise ``ValueError`` for one that would lead elsewhere."""
    return http.address(SETTINGS[kind], path)


def check() -> None:
    """Nonsense in the settings stops the start."""
    for kind in SETTINGS:
        base(kind)
