"""The pages of the rules that contract checks hold servers against."""

from nft_holdings._apis import APIS
from nft_holdings.contract import Rule, rules_of

from .links import Links
from .rendering import rendered
from .spec import Spec


def rules_page(spec: Spec) -> str:
    """Return the page of one API's rules, in Markdown."""
    links = Links.of(spec)

    def sources(rule: Rule) -> str:
        return "<br>".join(links.cited(spec.statements[source]) for source in rule.source)

    by_operation = {operation.id: [rule for rule in rules_of(spec.api) if rule.operation == operation.id] for operation in spec.operations}
    return rendered(
        "rules.md.jinja",
        api=next(api for api in APIS if api.name == spec.api),
        operations=[(operation, rules) for operation, rules in by_operation.items() if rules],
        sources=sources,
    )


def rules_index(specs: list[Spec]) -> str:
    """Return the page that leads to those of the APIs."""
    names = {api.name: api.title for api in APIS}
    return rendered("rules_index.md.jinja", apis=[(spec.api, names[spec.api], len(rules_of(spec.api))) for spec in specs])
