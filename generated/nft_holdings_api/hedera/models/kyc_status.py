# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from enum import StrEnum


class KycStatus(StrEnum):
    GRANTED = "GRANTED"
    NOT_APPLICABLE = "NOT_APPLICABLE"
    REVOKED = "REVOKED"

    @classmethod
    def _missing_(cls, value: object) -> "KycStatus | None":
        """Keep a value that the spec does not know, as a member of that name and value"""
        if not isinstance(value, str):
            return None
        unknown = str.__new__(cls, value)
        unknown._name_ = unknown._value_ = value
        return unknown

    def __reduce_ex__(self, protocol: object) -> "tuple[type[KycStatus], tuple[object]]":
        """Pickle and copy by value, as Python before 3.11.4 looks up the name"""
        return self.__class__, (self.value,)

    def __str__(self) -> str:
        return str(self.value)
