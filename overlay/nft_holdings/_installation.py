"""The installed package: its version, and the command that installs an extra from where the package came.

What it needs is imported when it is called, as it is rarely needed and takes long.
"""

import json
from functools import cache
from urllib.parse import urlsplit

NAME = "nft-holdings"


@cache
def package_version() -> str | None:
    """Return the version of this package; None in a frozen application, which has no metadata."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(NAME)
    except PackageNotFoundError:
        return None


@cache
def documentation() -> str | None:
    """Return the address of the published site, which `[project.urls]` in pyproject.toml names; None if it names none."""
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        urls = metadata(NAME).get_all("Project-URL") or []
    except PackageNotFoundError:
        return None
    return next((url.rstrip("/") for name, _, url in (each.partition(", ") for each in urls) if name == "Documentation"), None)


def install_command(extra: str) -> str:
    """Return a command for a shell, such as `pip install -e "/path/of/a/clone[cli]"`.

    Installers note in `direct_url.json` if a package came from a folder, a file or a repository, and not from an index.
    """
    from importlib.metadata import PackageNotFoundError, distribution
    from urllib.request import url2pathname

    try:
        noted = distribution(NAME).read_text("direct_url.json")
    except PackageNotFoundError:
        noted = None
    source = json.loads(noted) if noted else {}
    url = urlsplit(source.get("url", ""))
    if url.scheme == "file":
        edit = "-e " if source.get("dir_info", {}).get("editable") else ""
        return f'pip install {edit}"{url2pathname(url.path)}[{extra}]"'
    where = url._replace(netloc=url.netloc.rpartition("@")[2]).geturl()  # without a password
    if "vcs_info" in source:
        where = f"{source['vcs_info']['vcs']}+{where}@{source['vcs_info']['commit_id']}"
    return f'pip install "{NAME}[{extra}]{f" @ {where}" if where else ""}"'
