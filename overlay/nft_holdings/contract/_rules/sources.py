"""Sources of rules, for people to read."""

from functools import cache

from nft_holdings._specs.access import spec_of

from .findings import Finding, Outcome


def cited(of: Finding | Outcome) -> list[str]:
    """Return the sources of a rule: the place and the document's title, such as `page#query/limit (Get NFTs by Account)`."""
    api = of.check.partition("/")[0]
    return [f"{source} ({_titles(api)[source.partition('#')[0]]})" for source in of.source]


@cache
def _titles(api: str) -> dict[str, str]:
    return {name: document["title"] for name, document in spec_of(api)["info"]["x-documents"].items()}
