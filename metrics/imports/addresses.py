"""An article's address without what changes from copy to copy: the scheme, tracking, the place in the page."""

import html
from urllib.parse import parse_qsl, urlencode, urlsplit

from metrics.models import ContentKey

LONGEST = 500
WECHAT = "mp.weixin.qq.com"
# What tells one article from another, in this order; the rest of a long address says who shared it, and how.
IDENTIFYING = ("__biz", "mid", "idx", "sn")
# On other hosts: what only counts visitors.
TRACKING = frozenset({"from", "scene", "spm", "chksm", "share_token", "isappinstalled", "clicktime", "enterid"})
TRACKING_PREFIX = "utm_"


def normalised(address: str) -> tuple[ContentKey.Kind, str] | None:
    """The kind of address and its lasting part; ``None`` for what is no address, or only a preview's for some hours.

    ``http://mp.weixin.qq.com/s?__biz=A&mid=1&idx=1&sn=b&scene=27#rd`` is
    ``mp.weixin.qq.com/s?__biz=A&mid=1&idx=1&sn=b``.
    """
    address = html.unescape(address.strip())
    try:
        parts = urlsplit(address if "//" in address else f"//{address}")
        host = parts.hostname or ""
    except ValueError:
        return None
    if "." not in host:
        return None
    found = _wechat(parts.path, parts.query) if host == WECHAT else _elsewhere(host, parts.path, parts.query)
    return found if found and len(found[1]) <= LONGEST else None


def _wechat(path: str, query: str) -> tuple[ContentKey.Kind, str] | None:
    path = path.rstrip("/")
    if path.startswith("/s/"):
        return ContentKey.Kind.SHORT_ADDRESS, f"{WECHAT}{path}"
    told = dict(parse_qsl(query))
    if not all(told.get(name) for name in ("__biz", "mid", "idx")):
        return None
    kept = [(name, told[name]) for name in IDENTIFYING if told.get(name)]
    return ContentKey.Kind.ADDRESS, f"{WECHAT}{path}?{urlencode(kept, safe='=')}"


def _elsewhere(host: str, path: str, query: str) -> tuple[ContentKey.Kind, str] | None:
    kept = sorted(
        (name, value)
        for name, value in parse_qsl(query)
        if name not in TRACKING and not name.startswith(TRACKING_PREFIX)
    )
    if not path.strip("/") and not kept:
        return None
    return ContentKey.Kind.ADDRESS, f"{host}{path.rstrip('/')}" + (f"?{urlencode(kept)}" if kept else "")
