"""Breaking changes that were declared before they are published, each with its reason."""

from pathlib import Path

from linting.document import Document, Unreadable

EXPLANATION = "a list `breaking`, whose entries have a `change` in the words of scripts/spec-diff, and a `because`"


def declared(path: Path) -> dict[str, str]:
    """Return the reasons of the breaking changes that a file declares, by the changes' words. No file declares none.

    Raises:
        Unreadable: The file is not what it should be.
    """
    if not path.exists():
        return {}
    document = Document(path)
    entries = document.data.get("breaking")
    if document.data.keys() != {"breaking"} or not isinstance(entries, list):
        raise Unreadable(f"{path}:1: {EXPLANATION} are needed here, and nothing else")
    for index, entry in enumerate(entries):
        whole = isinstance(entry, dict) and entry.keys() == {"change", "because"}
        if not whole or not all(isinstance(text, str) and text.strip() for text in entry.values()):
            raise Unreadable(
                f"{path}:{document.line(f'/breaking/{index}')}: an entry has a `change` and a `because`, both texts, and nothing else"
            )
    return {entry["change"]: entry["because"] for entry in entries}
