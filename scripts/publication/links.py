"""Links between the pages of the site, as Markdown has them: to files, which the site's builder turns into addresses."""

import re

from attrs import frozen

from .anchors import Decision, anchor_of, decisions_of, element_anchors, page_of
from .spec import Spec, Statement

_SPECIAL = re.compile(r"[\\*_\[\]<>|#]")
_ESCAPES = {"<": "&lt;", ">": "&gt;"}


def code(text: object) -> str:
    """Return a text as code in Markdown."""
    written = str(text)
    return f"`` {written} ``" if "`" in written else f"`{written}`"


def escaped(text: str) -> str:
    """Return a text that Markdown shows as it is, apart from its code."""
    parts = text.split("`")
    parts[::2] = [_SPECIAL.sub(lambda found: _ESCAPES.get(found[0], f"\\{found[0]}"), part) for part in parts[::2]]
    return "`".join(parts)


@frozen(eq=False)
class Links:
    """The links of one API's pages, from a page of the site.

    Attributes:
        spec: The API's spec.
        anchors: The anchors of its elements, by JSON pointer.
        decisions: Its decisions.
        up: The way from the page's folder to the front page.
        on_one_page: True if all elements stand on this page, as those of an earlier version do.
    """

    spec: Spec
    anchors: dict[str, str]
    decisions: tuple[Decision, ...]
    up: str
    on_one_page: bool = False

    @classmethod
    def of(cls, spec: Spec, up: str = "..", *, on_one_page: bool = False) -> "Links":
        """Return the links of an API's pages."""
        anchors = element_anchors(spec)
        return cls(spec, anchors, tuple(decisions_of(spec, anchors)), up, on_one_page)

    def reference(self, anchor: str) -> str:
        """Return the address of an element of the API reference, or of its first page if the anchor is empty."""
        if self.on_one_page:
            return f"#{anchor}"
        page = page_of(self.spec, anchor)
        return f"{self.up}/reference/{self.spec.api}/{page}.md{'#' if anchor else ''}{anchor}"

    @property
    def provenance(self) -> str:
        """The page that tells where everything comes from."""
        return f"{self.up}/provenance/{self.spec.api}.md"

    def element(self, pointer: str) -> str:
        """Return the anchor of the element that a pointer leads into."""
        return anchor_of(self.anchors, pointer)

    def to_element(self, pointer: str) -> str:
        """Return a link to an element, on the page of the API reference."""
        anchor = self.element(pointer)
        return f"[{code(anchor or self.spec.title)}]({self.reference(anchor)})"

    def to_statement(self, statement: Statement) -> str:
        """Return a link to a statement, which is called by its place in the document."""
        return f"[{code(statement.at)}]({self.provenance}#{statement.anchor})"

    def cited(self, statement: Statement) -> str:
        """Return a link to a statement that names the document as well."""
        title = self.spec.documents[statement.document]["title"]
        return f"[{escaped(title)}: {code(statement.at)}]({self.provenance}#{statement.anchor})"

    def decisions_in(self, pointer: str) -> list[Decision]:
        """Return the decisions that belong to a place itself, not to elements within it."""
        anchor = self.element(pointer)
        return [each for each in self.decisions if each.element == anchor and each.place.pointer.startswith(pointer)]
