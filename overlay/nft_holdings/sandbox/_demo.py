"""The steps of a demo, which an API's `demo` function yields and the command line prints."""

from typing import Any

from attrs import frozen

from nft_holdings._listing import Listing


@frozen
class DemoStep:
    """A step of a demo.

    Attributes:
        title: The title; empty goes on with the step before.
        code: The Python that does the same.
        text: A result in words.
        listing: A listing, of which the first rows are shown.
        name: The listing's name on the command line.
    """

    title: str = ""
    code: str = ""
    text: str = ""
    listing: Listing[Any] | None = None
    name: str = ""
