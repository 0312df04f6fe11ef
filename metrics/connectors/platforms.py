"""Which kinds of channel can be connected, and to what."""

from metrics.connectors.interface import Interface, Platform
from metrics.connectors.mini_program import MINI_PROGRAM
from metrics.connectors.official_account import OFFICIAL_ACCOUNT
from metrics.connectors.wecom import WECOM
from metrics.models import Channel, Connection

PLATFORMS: dict[str, Platform] = {
    Channel.Kind.OFFICIAL_ACCOUNT.value: OFFICIAL_ACCOUNT,
    Channel.Kind.WECOM.value: WECOM,
    Channel.Kind.MINI_PROGRAM.value: MINI_PROGRAM,
}


def interfaces(connection: Connection) -> tuple[Interface, ...]:
    return PLATFORMS[connection.kind].interfaces
