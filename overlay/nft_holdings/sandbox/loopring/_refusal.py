"""Refusals of the server."""

from nft_holdings_server_models.loopring import Error, ResultInfo


class LoopringRefusal(Exception):
    """A result code and its message, and the status that they come with."""

    def __init__(self, code: int, message: str, status: int = 400) -> None:
        super().__init__(code, message, status)
        self.status = status
        self.code = code
        self.message = message

    def body(self) -> bytes:
        """Return the JSON that goes with the status."""
        error = Error(result_info=ResultInfo(code=self.code, message=self.message))
        return error.model_dump_json(by_alias=True, exclude_unset=True).encode()


def invalid(name: str, rule: str) -> LoopringRefusal:
    """Return the refusal of a parameter that breaks a rule, such as `Must be greater or equal to 1`."""
    return LoopringRefusal(100001, f"{name}:{rule}")
