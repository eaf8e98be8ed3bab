"""The client package, by openapi-python-client and a few changes to its templates."""

import contextlib
import io
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment
from openapi_python_client import Project, strings
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError

from . import specs

TEMPLATES = specs.ROOT / "scripts" / "templates" / "client"
CHANGES = ("changes.toml", "model_changes.toml")
SHARED = ("model.py", "unset.py")
"""Files beside the packages, copied unchanged."""

strings.RESERVED_WORDS.discard("type")  # a field of this name would be called type_; the change "fields called type" keeps it legal


class GenerationFailed(Exception):
    """A generator warned or failed; nothing was written."""


def template_changes() -> list[dict[str, str]]:
    texts = [(TEMPLATES / name).read_text(encoding="utf-8") for name in CHANGES]
    return [change for text in texts for change in tomllib.loads(text)["change"]]


class ChangedTemplates(BaseLoader):
    """Upstream's templates with the changes of CHANGES; a change that no longer fits is an error."""

    def __init__(self, upstream: BaseLoader, changes: list[dict[str, str]]) -> None:
        self._upstream = upstream
        self._changes = changes
        self._used: set[str] = set()

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Return the changed source of a template."""
        source, filename, uptodate = self._upstream.get_source(environment, template)
        self._used.add(template)
        for change in self._changes:
            if change["template"] == template:
                if change["find"] not in source:
                    raise GenerationFailed(f"the change {change['name']!r} of {template} finds nothing to change")
                source = source.replace(change["find"], change["put"])
        return source, filename, uptodate

    def check_all_used(self) -> None:
        """Refuse a change of a template that generation did not use.

        Raises:
            GenerationFailed: Generation left one out.
        """
        unused = sorted({change["template"] for change in self._changes} - self._used)
        if unused:
            raise GenerationFailed(f"{' or '.join(CHANGES)} changes templates that generation does not use: {', '.join(unused)}")


def security_schemes(spec: dict[str, Any]) -> list[dict[str, str]]:
    """Return the values that the client template needs for each security scheme."""
    found = []
    for name, scheme in spec["components"].get("securitySchemes", {}).items():
        summary = " ".join(str(scheme["description"]).split(". ")[0].split()).rstrip(".") + "."
        match scheme:
            case {"type": "apiKey", "in": "header", "name": header}:
                python_name, expression = "api_key", "self.api_key"
            case {"type": "http", "scheme": "bearer"}:
                header, python_name, expression = "Authorization", "token", 'f"Bearer {self.token}"'
            case _:
                raise GenerationFailed(f"security scheme {name}: the client template knows API keys in a header and bearer tokens")
        found.append({"python_name": python_name, "header": header, "expression": expression, "description": summary})
    return found


def has_secret_server(spec: dict[str, Any]) -> bool:
    """Return True if a server URL of the spec carries a credential, so that a base URL must not be shown."""
    variables = [variable for server in spec["servers"] for variable in server.get("variables", {}).values()]
    return any(variable.get("x-secret") for variable in variables)


def generate_client(spec: dict[str, Any], package: Path, *, changes: list[dict[str, str]] | None = None) -> None:
    """Write the client package of one spec, unformatted.

    Raises:
        GenerationFailed: The generator reported anything at all. Its warnings mean that a part of the spec was dropped.
    """
    config = Config.from_sources(ConfigFile(post_hooks=[]), MetaType.NONE, package, "utf-8", True, package)
    data = GeneratorData.from_dict(specs.with_plain_enums(spec), config=config)
    if isinstance(data, GeneratorError):
        raise GenerationFailed(f"{data.header}: {data.detail}")
    project = Project(openapi=data, config=config, custom_template_path=TEMPLATES)
    if project.env.loader is None:
        raise GenerationFailed("openapi-python-client's project has no template loader: its interface has changed")
    templates = ChangedTemplates(project.env.loader, template_changes() if changes is None else changes)
    project.env.loader = templates
    project.env.globals.update(
        comma_joined=specs.comma_joined(spec),
        open_enums=specs.open_enums(spec),
        security_schemes=security_schemes(spec),
        secret_servers=has_secret_server(spec),
    )
    with contextlib.redirect_stdout(io.StringIO()):
        problems = project.build()
    if problems:
        raise GenerationFailed("\n".join(f"{problem.header}: {problem.detail}" for problem in problems))
    templates.check_all_used()
    (package / "openapi.json").write_text(specs.as_json(spec), encoding="utf-8")
