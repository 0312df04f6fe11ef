"""Where requests may go: to the two platforms' base addresses, which are settings, and nowhere else."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

# The setting that holds the base address of each kind of channel that can be connected.
SETTINGS = {
    "official_account": "WECHAT_API_BASE",
    "mini_program": "WECHAT_API_BASE",
    "wecom": "WECOM_API_BASE",
}


def base(kind: str) -> str:
    """The base address for a kind of channel. Raise ``ImproperlyConfigured`` if it is none."""
    name = SETTINGS[kind]
    address: str = getattr(settings, name)
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.username:
        msg = f"{name} must be an address such as https://host, without a query or a user."
        raise ImproperlyConfigured(msg)
    return address.rstrip("/")


def address(kind: str, path: str) -> str:
    """A path below the base. Raise ``ValueError`` for one that would lead elsewhere."""
    whole = base(kind) + path
    below = urlsplit(whole)
    is_below = path.startswith("/") and not path.startswith("//") and ".." not in path
    if not is_below or below.netloc != urlsplit(base(kind)).netloc or below.query or below.fragment:
        raise ValueError(path)
    return whole


def check() -> None:
    """Nonsense in the settings stops the start."""
    for kind in SETTINGS:
        base(kind)
