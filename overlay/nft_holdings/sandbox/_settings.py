"""What a sandbox can be told before it starts."""

import re
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from attrs import Attribute, field, frozen

from ._spec import Limits, documented_limits, documented_maximum

ORIGIN = re.compile(r"https?://[^/?#@\s,*]+")
HOST_NAME = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?")
MOST_ACCOUNTS = 10_000
MOST_NFTS = 1_000_000
LARGEST_PAGE = 1_000_000


def _within(minimum: int, maximum: int) -> Callable[[object, "Attribute[Any]", object], None]:
    def check(_: object, attribute: "Attribute[Any]", value: object) -> None:
        if value is None and attribute.default is None:
            return
        if isinstance(value, bool) or not isinstance(value, int) or not minimum <= value <= maximum:
            raise ValueError(f"{attribute.name} must be a whole number from {minimum} to {maximum}, not {value!r}")

    return check


def _whole(_: object, attribute: "Attribute[Any]", value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{attribute.name} must be a whole number, not {value!r}")


def _flag(_: object, attribute: "Attribute[Any]", value: object) -> None:
    if not isinstance(value, bool):
        raise ValueError(f"{attribute.name} must be true or false, not {value!r}")


def _origin(_: object, attribute: "Attribute[Any]", value: object) -> None:
    if value is not None and not (isinstance(value, str) and ORIGIN.fullmatch(value)):
        raise ValueError(
            f"{attribute.name} must be the origin of one page, such as https://docs.example or http://127.0.0.1:8080, "
            f"without a path, not {value!r}"
        )


def _names(value: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """One name or several, in lower case as hosts are compared; whatever else is given is left to the validator."""
    given: Any = (value,) if not isinstance(value, list | tuple) else value
    return tuple(each.lower() if isinstance(each, str) else each for each in given)


def _hosts(_: object, attribute: "Attribute[Any]", value: tuple[object, ...]) -> None:
    for name in value:
        if not isinstance(name, str) or not (HOST_NAME.fullmatch(name) or _is_address(name)):
            raise ValueError(
                f"{attribute.name} must be a name or address without a port, such as sandbox.internal, or a list of them, not {name!r}"
            )


def _is_address(name: str) -> bool:
    try:
        return bool(ip_address(name))
    except ValueError:
        return False


def chosen_limits(api: str, parameter: str, default: int | None, maximum: int | None) -> Limits:
    """The limits of an API: those given, and the spec's for those that are not.

    A default that is not given shrinks to a maximum that is.

    Raises:
        ValueError: The default is above the maximum.
    """
    documented = documented_limits(api, parameter)
    most = documented.maximum if maximum is None else maximum
    usual = min(documented.default, most) if default is None else default
    if usual > most:
        raise ValueError(f"{api}_default_limit must not be above the maximum: {usual} is above {most}")
    return Limits(usual, most)


@frozen(kw_only=True)
class Settings:
    """What a sandbox can be told before it starts.

    Attributes:
        seed: Which rows are made up. The same seed makes the same rows.
        accounts: How many made-up accounts there are besides the named ones.
        nfts: How many NFTs the largest account holds.
        database: A file for the rows; without one they are in memory. A file that already holds rows is used as it is.
        allow_origin: The origin of web pages that a browser lets ask this sandbox, such as `http://127.0.0.1:8080`; None lets none.
        allow_host: A name, or several, under which the sandbox may be asked besides loopback ones, such as that of a proxy in front of
            it; without port, in any case.
        hedera_default_limit: Rows on a page of Hedera's if the request does not say; None is what the spec says.
        hedera_maximum_limit: Rows on a page of Hedera's at most; None is what the spec documents.
        hedera_quirks: Whether Hedera's pages have the mirror node's own defect, so that some of its links lead in a circle, and bounds
            that contradict each other list rows.
        loopring_default_limit: Rows on a page of Loopring's NFTs if the request does not say; None is what the spec says.
        loopring_maximum_limit: Rows on a page of Loopring's NFTs at most; None is what the spec documents.
        loopring_collections_default_limit: Rows on a page of Loopring's collections if the request does not say. No document does.
        loopring_collections_maximum_limit: Rows on a page of Loopring's collections at most, whatever the default. No document says.
        swapchat_envelope: Whether SwapChat's listings come in an envelope of `code`, `msg` and `data`, or bare.
        swapchat_maximum_size: Rows on a page of SwapChat's at most; None is what the spec documents.

    Raises:
        ValueError: A number is out of range, a default limit is above its maximum, an origin is none, or a host is no name or address.
    """

    seed: int = field(default=0, validator=_whole)
    accounts: int = field(default=20, validator=_within(0, MOST_ACCOUNTS))
    nfts: int = field(default=5000, validator=_within(1, MOST_NFTS))
    database: Path | None = None
    allow_origin: str | None = field(default=None, validator=_origin)
    allow_host: tuple[str, ...] = field(default=(), converter=_names, validator=_hosts)
    hedera_default_limit: int | None = field(default=None, validator=_within(1, LARGEST_PAGE))
    hedera_maximum_limit: int | None = field(default=None, validator=_within(1, LARGEST_PAGE))
    hedera_quirks: bool = field(default=False, validator=_flag)
    loopring_default_limit: int | None = field(default=None, validator=_within(1, LARGEST_PAGE))
    loopring_maximum_limit: int | None = field(default=None, validator=_within(1, LARGEST_PAGE))
    loopring_collections_default_limit: int = field(default=20, validator=_within(1, LARGEST_PAGE))
    loopring_collections_maximum_limit: int = field(default=50, validator=_within(1, LARGEST_PAGE))
    swapchat_envelope: bool = field(default=True, validator=_flag)
    swapchat_maximum_size: int | None = field(default=None, validator=_within(1, LARGEST_PAGE))

    def __attrs_post_init__(self) -> None:
        _ = self.hedera_limits, self.loopring_limits

    @property
    def hedera_limits(self) -> Limits:
        """Hedera's limits, with the spec's in place of those that are not set."""
        return chosen_limits("hedera", "Limit", self.hedera_default_limit, self.hedera_maximum_limit)

    @property
    def loopring_limits(self) -> Limits:
        """The limits of Loopring's NFTs, with the spec's in place of those that are not set."""
        return chosen_limits("loopring", "BalancesLimit", self.loopring_default_limit, self.loopring_maximum_limit)

    @property
    def loopring_collections_limits(self) -> Limits:
        """The limits of Loopring's collections, which the spec leaves open."""
        return Limits(self.loopring_collections_default_limit, self.loopring_collections_maximum_limit)

    @property
    def swapchat_largest_page(self) -> int:
        """SwapChat's maximum size, the spec's if none is set."""
        chosen = self.swapchat_maximum_size
        return documented_maximum("swapchat", "NftListRequest", "size") if chosen is None else chosen
