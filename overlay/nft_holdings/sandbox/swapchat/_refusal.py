"""Refusals: replies with a status other than 200."""

from nft_holdings_server_models.swapchat import ErrorBody


class SwapChatRefusal(Exception):
    """A status, and the body that goes with it."""

    def __init__(self, status: int, body: ErrorBody) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body


def malformed(reason: str) -> SwapChatRefusal:
    """Return the refusal of a request that cannot be read, with the reason under both names that clients look for."""
    return SwapChatRefusal(400, ErrorBody(code=1, msg=reason, message=reason, data=None))
