"""The settings of a sandbox: those that all APIs share, and each API's own."""

import re
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from attrs import field, frozen
from attrs.validators import deep_iterable

from ._setting_checks import checked, whole, within
from .hedera.settings import HederaSettings
from .loopring.settings import LoopringSettings
from .swapchat.settings import SwapChatSettings

ORIGIN = re.compile(r"https?://[^/?#@\s,*]+")
HOST_NAME = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?")
MOST_ACCOUNTS = 10_000
MOST_NFTS = 1_000_000


def _names(value: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """Return one name or several in lower case, as hosts are compared; other values are left to the validator."""
    given: Any = (value,) if not isinstance(value, list | tuple) else value
    return tuple(each.lower() if isinstance(each, str) else each for each in given)


def _is_host(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(HOST_NAME.fullmatch(value) or ip_address(value))
    except ValueError:
        return False


_origin = checked(
    "the origin of one page, such as https://docs.example or http://127.0.0.1:8080, without a path",
    lambda value: isinstance(value, str) and bool(ORIGIN.fullmatch(value)),
)
_host = checked("a name or address without a port, such as sandbox.internal, or a list of them", _is_host)


@frozen(kw_only=True, slots=False)
class SharedSettings:
    """The settings that do not depend on an API.

    Attributes:
        seed: The source of the made-up rows. The same seed makes the same rows.
        accounts: The number of made-up accounts besides the named ones.
        nfts: The number of NFTs of the largest account.
        database: A file for the rows; without one they are in memory. A file that already holds rows is used as it is.
        allow_origin: The origin of web pages that a browser lets ask this sandbox, such as `http://127.0.0.1:8080`; None lets none.
        allow_host: A name, or several, under which the sandbox may be asked besides loopback ones, such as that of a proxy in front of
            it; without port, in any case.
    """

    seed: int = field(default=0, validator=whole)
    accounts: int = field(default=20, validator=within(0, MOST_ACCOUNTS))
    nfts: int = field(default=5000, validator=within(1, MOST_NFTS))
    database: Path | None = None
    allow_origin: str | None = field(default=None, validator=_origin)
    allow_host: tuple[str, ...] = field(default=(), converter=_names, validator=deep_iterable(_host))


@frozen(kw_only=True)
class Settings(SwapChatSettings, LoopringSettings, HederaSettings, SharedSettings):
    """The settings of a sandbox: the shared ones first, then each API's, whose names begin with the API's.

    Raises:
        ValueError: A number is out of range, a default limit is above its maximum, an origin is none, or a host is no name or address.
    """
