"""Read YAML with libyaml where PyYAML was built with it, in a tenth of the time that Python takes."""

from typing import Any

import yaml

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def loaded(text: str | bytes) -> Any:
    """Return the value of a YAML document.

    Raises:
        yaml.YAMLError: It is no YAML.
    """
    return yaml.load(text, Loader=LOADER)  # noqa: S506 - it is a safe one


def composed(text: str | bytes) -> yaml.Node | None:
    """Return the nodes of a YAML document, which know their places in it; None if it is empty.

    Raises:
        yaml.YAMLError: It is no YAML.
    """
    node: yaml.Node | None = yaml.compose(text, Loader=LOADER)
    return node
