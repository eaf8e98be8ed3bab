"""Refusals of the server."""

from nft_holdings_server_models.hedera import Error, ErrorMessage, ErrorStatus

from nft_holdings.sandbox._api import Refusal

JSON = "application/json; charset=utf-8"
INVALID = "Invalid parameter: {}"
UNKNOWN = "Unknown query parameter: {}"


class HederaRefusal(Refusal):
    """A status and its messages."""

    def __init__(self, status: int, *messages: str) -> None:
        self.messages = messages
        super().__init__(status, Error(field_status=ErrorStatus(messages=[ErrorMessage(message=each) for each in messages])), JSON)
