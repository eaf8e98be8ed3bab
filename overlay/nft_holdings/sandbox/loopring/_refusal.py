"""Refusals: what the server answers when it lists nothing."""

from nft_holdings_server_models.loopring import Error, ResultInfo


class Refusal(Exception):
    """A result code and its message, and the status that they come with."""

    def __init__(self, code: int, message: str, status: int = 400) -> None:
        super().__init__(code, message, status)
        self.status = status
        self.code = code
        self.message = message

    def body(self) -> bytes:
        """The JSON that goes with the status."""
        error = Error(result_info=ResultInfo(code=self.code, message=self.message))
        return error.model_dump_json(by_alias=True, exclude_unset=True).encode()


def failure() -> Refusal:
    """The database failed."""
    return Refusal(100000, "Unknown error", 503)


def no_account() -> Refusal:
    """Neither accountId nor address was sent."""
    return Refusal(100001, "accountId or address is required")


def invalid(name: str, rule: str) -> Refusal:
    """A parameter breaks a rule, such as `Must be greater or equal to 1`."""
    return Refusal(100001, f"{name}:{rule}")


def unknown_address() -> Refusal:
    """Nobody has the address."""
    return Refusal(101001, "Address not found")


def empty_key() -> Refusal:
    """No key was sent."""
    return Refusal(104001, "Empty ApiKey")


def invalid_key() -> Refusal:
    """The key is not the sandbox's."""
    return Refusal(104002, "Invalid ApiKey")


def unknown_account() -> Refusal:
    """There is no account of that number."""
    return Refusal(104007, "Invalid accountId")
