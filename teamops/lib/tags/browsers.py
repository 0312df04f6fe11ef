"""A browser's name and system, as a person would say it, out of the line it sends."""

from django.utils.translation import gettext

# The first that is found counts: each of these also claims to be those below it.
BROWSERS = (
    ("wxwork", "WeCom"),
    ("MicroMessenger", "WeChat"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def browser_name(line: str) -> str:
    """``Chrome on Windows``; what isn't known stays as it was sent, shortened."""
    browser, system = (next((name for sign, name in known if sign in line), "") for known in (BROWSERS, SYSTEMS))
    browser = {"WeChat": gettext("WeChat"), "WeCom": gettext("WeCom")}.get(browser, browser)
    if browser and system:
        return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or line[:60] or gettext("Unknown browser")
