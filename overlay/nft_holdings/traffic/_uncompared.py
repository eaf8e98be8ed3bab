"""Reasons why something in traffic was not compared with a spec."""

from enum import StrEnum


class Uncompared(StrEnum):
    """The reason, in the words of a report, after a number."""

    MISSING = "missing from the archive"
    ATTACHED = "in files beside the archive"
    CUT_OFF = "cut off"
    UNDECODABLE = "that cannot be decoded"
    NOT_JSON = "not JSON"
    OPEN = "of failures, in forms that the spec leaves open"
    NO_BODY = "with a status that has no body"
    NO_REPLY = "without a reply"
    MALFORMED = "malformed"
    UNPLACED = "without a place in the specs"
    OTHER = "of other sites or APIs"


BODIES = (Uncompared.MISSING, Uncompared.ATTACHED, Uncompared.CUT_OFF, Uncompared.UNDECODABLE, Uncompared.NOT_JSON, Uncompared.OPEN)
"""The reasons that concern a body which was sent."""
