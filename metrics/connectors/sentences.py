"""Each error in the reader's language: what happened, and what to do about it."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from metrics.connectors.errors import BUSY, QUOTA, CallFailed
from metrics.imports.reasons import Reason

AGAIN_BY_ITSELF = _("Nothing to do: it is tried again by itself.")

# Where the same code says something else, the kind of channel stands before it.
SENTENCES: dict[str, tuple[Promise, Promise]] = {
    "timeout": (_("The platform didn't answer in time."), AGAIN_BY_ITSELF),
    "unreachable": (
        _("The platform can't be reached from this server."),
        _("It is tried again by itself. If it lasts, ask whoever runs the server about its way out (proxy, firewall)."),
    ),
    "redirect": (
        _("The answer wanted to lead to another address, which is never followed."),
        _("Ask whoever runs the server: a proxy in between, or a wrong base address in the settings."),
    ),
    "http_status": (_("The platform answered with HTTP %(status)s."), AGAIN_BY_ITSELF),
    "not_json": (
        _("The answer wasn't what the platform sends, but a page or a damaged text."),
        _("It is tried again by itself. If it lasts, ask whoever runs the server: a proxy may answer in its place."),
    ),
    "too_large": (_("The answer was larger than %(limit)s MB and was dropped."), AGAIN_BY_ITSELF),
    "odd_answer": (
        _("The answer of %(interface)s doesn't look as it is documented."),
        _("Nothing was stored. Tell whoever looks after TeamOps: the platform may have changed it."),
    ),
    "secret_unreadable": (
        _("The stored secret can't be read any more: FIELD_KEY of the server has changed."),
        _("Enter the secret again."),
    ),
    "-1": (_("The platform is busy."), AGAIN_BY_ITSELF),
    "6": (_("The platform is busy."), AGAIN_BY_ITSELF),
    "40001": (
        _("AppID and AppSecret don't belong together, or the AppSecret was reset."),
        _("Copy both again from the back end: 设置与开发 → 开发接口管理."),
    ),
    "wecom:40001": (
        _("CorpID and Secret don't belong together, or the Secret was reset."),
        _("Copy both again from the admin console: 我的企业 (CorpID), 客户联系 → API (Secret)."),
    ),
    "40013": (
        _("The platform doesn't know this AppID."),
        _("Copy it again from the back end; it begins with wx."),
    ),
    "wecom:40013": (
        _("WeCom doesn't know this CorpID."),
        _("Copy it again from the admin console: 我的企业; it begins with ww."),
    ),
    "40125": (
        _("The AppSecret is wrong, or was reset."),
        _("Copy the newest one from the back end: 设置与开发 → 开发接口管理."),
    ),
    "40014": (_("The platform refused the access token twice."), _("Check AppID and AppSecret, then fetch again.")),
    "42001": (_("The platform refused the access token twice."), _("Check AppID and AppSecret, then fetch again.")),
    "40164": (
        _("The platform doesn't let this server's address %(address)s in."),
        _("Add %(address)s to the list of allowed addresses: 设置与开发 → 开发接口管理 → IP 白名单."),
    ),
    "41001": (
        _("The call came without an access token."),
        _("A proxy in between may cut it off: ask whoever runs the server."),
    ),
    "41002": (_("The AppID is missing."), _("Enter the credentials again.")),
    "41004": (_("The AppSecret is missing."), _("Enter the credentials again.")),
    "43002": (_("The platform expected a POST."), _("A proxy in between may change it: ask whoever runs the server.")),
    "45009": (
        _("Today's quota of calls is used up."),
        _("Nothing to do: it goes on after midnight. If it happens each day, see what else uses this AppID."),
    ),
    "45011": (_("Too many calls within a minute."), AGAIN_BY_ITSELF),
    "45033": (_("Too many calls at the same time."), AGAIN_BY_ITSELF),
    "48001": (
        _("The account has no permission for this interface."),
        _("Only certified accounts have it. See 设置与开发 → 接口权限, and have the account certified."),
    ),
    "50002": (
        _("The platform has restricted this account."),
        _("See the notices in its back end; lift the restriction there."),
    ),
    "61500": (_("The platform didn't understand the dates."), _("Tell whoever looks after TeamOps.")),
    "61501": (
        _("The platform doesn't give these days: they are too old, or too many at once."),
        _("Fetch later days. What it no longer has can be imported from a file."),
    ),
    "61502": (_("Mini games are not supported by this interface."), _("Import their numbers from a file.")),
    "61503": (_("The platform hasn't the numbers yet."), _("Nothing to do: it is asked again every hour.")),
    "89503": (
        _("The account's administrator must allow this call first."),
        _("The platform has sent the administrator a message: confirm it on the phone, then fetch again."),
    ),
    "48002": (
        _("The Secret's app may not call this interface."),
        _("Take the Secret of 客户联系 → API, or allow the app there: 客户联系 → API → 可调用接口的应用."),
    ),
    "60011": (
        _("The app may not see these members."),
        _("Widen its visible range in the admin console: 应用管理 → 可见范围."),
    ),
    "60020": (
        _("WeCom doesn't let this server's address %(address)s in."),
        _("Add %(address)s in the admin console: 应用管理 → the app → 企业可信 IP."),
    ),
    "60111": (
        _("WeCom doesn't know one of the userids any more."),
        _("Read the list of users again, and look at who is joined to whom."),
    ),
    "81013": (
        _("None of these users, departments or tags can be seen by the app."),
        _("Widen its visible range in the admin console: 应用管理 → 可见范围."),
    ),
    "81017": (
        _("More than 1,000 group owners are visible to the app."),
        _("Narrow its visible range in the admin console, to this team's people."),
    ),
    "84061": (_("The customer isn't a contact any more."), AGAIN_BY_ITSELF),
    "301002": (
        _("The app may not do this."),
        _("Allow it in the admin console: 客户联系 → API → 可调用接口的应用."),
    ),
    "600018": (
        _("WeCom doesn't give these days: they are older than 180 days, or not over yet."),
        _("Fetch later days. What it no longer has can be imported from a file."),
    ),
    "45002": (_("The request was too long for the platform."), _("Tell whoever looks after TeamOps.")),
}
OTHER = (
    _("The platform answered with error %(errcode)s: %(errmsg)s"),
    _("Look the number up in the platform's documentation, and fetch again after that."),
)
# The advice before anything is stored, where nothing goes on by itself.
TRY_LATER = _("Nothing was saved. Try again in a few minutes; if it lasts, ask whoever runs the server.")
TRY_TOMORROW = _("Nothing was saved. Try again after midnight, when the quota begins anew.")
# What stands in a sentence when the platform didn't say it.
UNKNOWN_ADDRESS = _("(not named in the answer)")


def explain(code: str, arguments: Mapping[str, object], *, kind: str = "", is_stored: bool = True) -> Reason:
    """The sentences for an error of a connection to that kind of channel, or of one that isn't stored yet."""
    what, advice = SENTENCES.get(f"{kind}:{code}") or SENTENCES.get(code) or OTHER
    if not is_stored:
        advice = {BUSY: TRY_LATER, QUOTA: TRY_TOMORROW}.get(CallFailed(code).meaning, advice)
    told = {"address": str(UNKNOWN_ADDRESS), "errcode": code, "errmsg": ""} | dict(arguments)
    return Reason(str(what) % told, str(advice) % told)
