"""The pages that tell where everything in the specs comes from: what documents say, where it went, and what was decided."""

from collections import Counter

from nft_holdings._apis import APIS

from .links import Links, escaped
from .rendering import rendered
from .spec import Spec, Statement


def provenance_page(spec: Spec) -> str:
    """Return the page of one spec, in Markdown."""
    links = Links.of(spec)

    def went(statement: Statement) -> str:
        if statement.left_out is not None:
            return f"Left out: {escaped(statement.left_out)}"
        return "<br>".join(dict.fromkeys(_destination(links, pointer) for pointer in statement.pointers))

    return rendered(
        "provenance.md.jinja",
        spec=spec,
        api=next(api for api in APIS if api.name == spec.api),
        links=links,
        documents=spec.documents,
        statements=list(spec.statements.values()),
        counted=Counter(statement.document for statement in spec.statements.values()),
        decisions=links.decisions,
        went=went,
    )


def _destination(links: Links, pointer: str) -> str:
    """Return a link to what became of a statement: a decision, or an element."""
    for decision in links.decisions:
        if pointer == decision.place.pointer:
            return f"decided: [{escaped(decision.place.node['about'])}](#{decision.anchor})"
    return links.to_element(pointer)


def provenance_index(specs: list[Spec]) -> str:
    """Return the page that leads to those of the specs."""
    return rendered(
        "provenance_index.md.jinja",
        apis=[
            {
                "api": spec.api,
                "name": next(api.title for api in APIS if api.name == spec.api),
                "documents": len(spec.documents),
                "statements": len(spec.statements),
                "left_out": sum(statement.left_out is not None for statement in spec.statements.values()),
                "decisions": len(Links.of(spec).decisions),
            }
            for spec in specs
        ],
    )
