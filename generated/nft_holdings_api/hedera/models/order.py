# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from enum import StrEnum


class Order(StrEnum):
    ASC = "asc"
    DESC = "desc"

    def __str__(self) -> str:
        return str(self.value)
