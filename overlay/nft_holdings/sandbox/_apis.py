"""The APIs that the sandbox serves. A new one is a line here."""

from ._api import SandboxApi
from .hedera import HEDERA
from .loopring import LOOPRING
from .swapchat import SWAPCHAT

APIS: tuple[SandboxApi, ...] = (HEDERA, LOOPRING, SWAPCHAT)
