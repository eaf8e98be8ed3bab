"""Hooks of schemathesis: rules between parameters, and ids that exist.

A case that a rule between parameters forbids is not valid data, though each of its parameters is.
"""

from typing import Any

from nft_holdings.contract._rules.contract import Contract
from nft_holdings.contract._rules.known_ids import KnownIds


def hooks_for(contract: Contract, ids: KnownIds, schema: Any) -> None:
    """Register the hooks of an API with a schema of schemathesis."""

    def map_case(context: Any, case: Any) -> Any:
        """Put known ids into a request that the server should accept, and a known account into one that it should refuse."""
        (contract.fill if _is_positive(case) else contract.fill_invalid)(ids, case)
        return case

    def filter_case(context: Any, case: Any) -> bool:
        """Leave out a request that the server should accept and that breaks a rule between parameters."""
        return not _is_positive(case) or contract.is_allowed(case)

    def before_add_examples(context: Any, examples: list[Any]) -> None:
        """Treat the spec's examples alike, which schemathesis takes past the other hooks: not every server has their accounts."""
        examples[:] = [map_case(context, case) for case in examples if filter_case(context, case)]

    for hook in (map_case, filter_case, before_add_examples):
        schema.hooks.hook(hook)


def _is_positive(case: Any) -> bool:
    return case.meta is None or bool(case.meta.generation.mode.is_positive)
