"""The operations that answer with one object: a token, an NFT, an account.

Source: `GET /api/v1/tokens/{tokenId}`, `…/nfts/{serialNumber}` and `GET /api/v1/accounts/{idOrAliasOrEvmAddress}` in the spec, with the
documents that they cite.
"""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Generic, TypeVar

from attrs import frozen
from nft_holdings_api.hedera.api.accounts import get_account
from nft_holdings_api.hedera.api.nfts import get_nft
from nft_holdings_api.hedera.api.tokens import get_token
from nft_holdings_api.hedera.models import AccountInfo, Token, TokenNft
from nft_holdings_api.hedera.types import UNSET

from nft_holdings._apis.hedera.entity_id import may_be_same, number_in, written_id
from nft_holdings._apis.hedera.refusals import refusal
from nft_holdings._errors import DecodeError
from nft_holdings._paging.operation import ObjectOperation
from nft_holdings._reading.object_reader import ObjectReader, ParsedObject
from nft_holdings._transport.messages import Reply, Request, is_success, request_from

from .times import written

API = "hedera"
Value = TypeVar("Value")


class HederaObject(ObjectOperation[Value], Generic[Value]):
    """An object of the mirror node."""

    safe: ClassVar[bool] = True
    reader: ClassVar[ObjectReader[Any]]

    @abstractmethod
    def kwargs(self) -> Mapping[str, Any]:
        """Return what the generated code makes of the request."""

    @abstractmethod
    def asked_for(self) -> str:
        """Return a name of the object, for errors."""

    @abstractmethod
    def is_other(self, found: Value) -> bool:
        """Return True if an object is certainly not the one that was asked for."""

    def request(self) -> Request:
        return request_from(self.kwargs())

    def read(self, reply: Reply, *, closely: bool = True) -> ParsedObject[Value]:
        if not is_success(reply.status):
            raise refusal(reply, about=self.asked_for())
        found: ParsedObject[Value] = self.reader.read(reply, closely=closely)
        if self.is_other(found.value):
            raise DecodeError(self.name, "$", self.asked_for(), "another one", found.value, temporary=True)
        return found


@frozen
class GetToken(HederaObject[Token]):
    """A token, now or at a time in nanoseconds."""

    name: ClassVar[str] = "hedera.token"
    reader: ClassVar[ObjectReader[Token]] = ObjectReader(operation=name, api=API, model=Token)
    token: str
    time: int | None = None

    def kwargs(self) -> Mapping[str, Any]:
        return get_token._get_kwargs(self.token, timestamp=UNSET if self.time is None else written(self.time))

    def asked_for(self) -> str:
        return f"token {self.token}"

    def is_other(self, found: Token) -> bool:
        return is_other_id(self.token, found.token_id)


@frozen
class GetNft(HederaObject[TokenNft]):
    """One NFT."""

    name: ClassVar[str] = "hedera.nft"
    reader: ClassVar[ObjectReader[TokenNft]] = ObjectReader(operation=name, api=API, model=TokenNft)
    token: str
    serial: int

    def kwargs(self) -> Mapping[str, Any]:
        return get_nft._get_kwargs(self.token, self.serial)

    def asked_for(self) -> str:
        return f"NFT {self.token}/{self.serial}"

    def read(self, reply: Reply, *, closely: bool = True) -> ParsedObject[TokenNft]:
        found = super().read(reply, closely=closely)
        if found.value.account_id is not None:
            check_id(self.name, "account_id", found.value.account_id, found.value)
        return found

    def is_other(self, found: TokenNft) -> bool:
        return is_other_id(self.token, found.token_id) or found.serial_number != self.serial


@frozen
class GetAccount(HederaObject[AccountInfo]):
    """An account, without its transactions."""

    name: ClassVar[str] = "hedera.account"
    reader: ClassVar[ObjectReader[AccountInfo]] = ObjectReader(operation=name, api=API, model=AccountInfo)
    account: str

    def kwargs(self) -> Mapping[str, Any]:
        return get_account._get_kwargs(self.account, limit=UNSET, transactions=False)

    def asked_for(self) -> str:
        return f"account {self.account}"

    def read(self, reply: Reply, *, closely: bool = True) -> ParsedObject[AccountInfo]:
        found = super().read(reply, closely=closely)
        check_id(self.name, "account", found.value.account, found.value)
        return found

    def is_other(self, found: AccountInfo) -> bool:
        return is_other_id(self.account, found.account)


def is_other_id(asked: str, found: str | None) -> bool:
    """Return True if an id in a reply is not the one that was asked for."""
    written = written_id(asked)
    return written is not None and (found is None or not may_be_same(written, written_id(found) or found))


def check_id(operation: str, field: str, found: object, value: object) -> None:
    """Check the account in a reply: taken for one that it is not, it would make the answer a No.

    Raises:
        DecodeError: It is no id.
    """
    if number_in(str(found)) is None:
        raise DecodeError(operation, f"$.{field}", "an id", str(found), value, temporary=True)
