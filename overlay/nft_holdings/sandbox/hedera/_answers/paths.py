"""The tokens and serial numbers that paths name."""

from nft_holdings.sandbox.hedera._account import decoded
from nft_holdings.sandbox.hedera._ids import read_number
from nft_holdings.sandbox.hedera._parameters import read_long
from nft_holdings.sandbox.hedera._refusal import INVALID, HederaRefusal


def token_of(segment: str) -> int:
    """Return the encoded id of the token in a path segment, which is as it was sent. It is not looked up.

    Raises:
        HederaRefusal: The segment is no id (400), or its percent-encoding is broken (500).
    """
    try:
        return read_number(decoded(segment))
    except ValueError:
        raise HederaRefusal(400, INVALID.format("tokenid")) from None


def serial_of(segment: str) -> int:
    """Return the serial number in a path segment.

    Raises:
        HederaRefusal: The segment is no serial number (400), or its percent-encoding is broken (500).
    """
    try:
        return read_long(decoded(segment))
    except ValueError:
        raise HederaRefusal(400, INVALID.format("serialnumber")) from None
