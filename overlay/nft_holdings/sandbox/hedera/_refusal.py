"""Refusals of the server."""

from nft_holdings_server_models.hedera import Error, ErrorMessage, ErrorStatus

INVALID = "Invalid parameter: {}"
UNKNOWN = "Unknown query parameter: {}"


class HederaRefusal(Exception):
    """A status and its messages."""

    def __init__(self, status: int, *messages: str) -> None:
        super().__init__(status, *messages)
        self.status = status
        self.messages = messages

    def body(self) -> bytes:
        """Return the JSON that goes with the status."""
        messages = [ErrorMessage(message=message) for message in self.messages]
        return Error(field_status=ErrorStatus(messages=messages)).model_dump_json(by_alias=True, exclude_unset=True).encode()
