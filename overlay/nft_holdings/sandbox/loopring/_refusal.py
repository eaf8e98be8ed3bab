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


def failure() -> LoopringRefusal:
    """Return the refusal for a failure of the database."""
    return LoopringRefusal(100000, "Unknown error", 503)


def no_account() -> LoopringRefusal:
    """Return the refusal without accountId and address."""
    return LoopringRefusal(100001, "accountId or address is required")


def invalid(name: str, rule: str) -> LoopringRefusal:
    """Return the refusal of a parameter that breaks a rule, such as `Must be greater or equal to 1`."""
    return LoopringRefusal(100001, f"{name}:{rule}")


def unknown_address() -> LoopringRefusal:
    """Return the refusal of an unknown address."""
    return LoopringRefusal(101001, "Address not found")


def empty_key() -> LoopringRefusal:
    """Return the refusal without a key."""
    return LoopringRefusal(104001, "Empty ApiKey")


def invalid_key() -> LoopringRefusal:
    """Return the refusal of a wrong key."""
    return LoopringRefusal(104002, "Invalid ApiKey")


def unknown_account() -> LoopringRefusal:
    """Return the refusal of an unknown account."""
    return LoopringRefusal(104007, "Invalid accountId")
