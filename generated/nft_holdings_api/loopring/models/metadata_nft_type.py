# Generated from specs/loopring.yaml: do not edit. Rebuild with scripts/generate.
from enum import IntEnum


class MetadataNftType(IntEnum):
    VALUE_0 = 0
    VALUE_1 = 1

    @classmethod
    def _missing_(cls, value: object) -> "MetadataNftType | None":
        """Keep a value that the spec does not know, as a member of that name and value"""
        if not isinstance(value, int):
            return None
        unknown = int.__new__(cls, value)
        unknown._name_ = f"VALUE_{value}"
        unknown._value_ = value
        return unknown

    def __reduce_ex__(self, protocol: object) -> "tuple[type[MetadataNftType], tuple[object]]":
        """Pickle and copy by value, as Python before 3.11.4 looks up the name"""
        return self.__class__, (self.value,)

    def __str__(self) -> str:
        return str(self.value)
