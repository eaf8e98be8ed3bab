"""The specs at their addresses: what is there, that it is usable, and when the site is not built."""

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from generation.published_form import published_form
from publication.bundles import schema_bundle
from publication.spec import SPECS, PublicationRefused, Spec, spec_names
from publication.versions import published_files, versions_of
from yaml_text import loaded

APIS = spec_names()
FILES = ["SHA256SUMS", "openapi.json", "openapi.yaml", "schemas.json"]


@pytest.mark.parametrize("api", APIS)
def test_files_are_at_stable_addresses(site: Path, api: str) -> None:
    version = Spec.read(api).version
    for name in (version, "latest"):
        folder = site / "specs" / api / name
        assert sorted(path.name for path in folder.iterdir()) == sorted([*FILES, *(["overlay.yaml"] if api == "hedera" else [])])
        assert subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder, check=False).returncode == 0
        assert (folder / "openapi.yaml").read_bytes() == published_form(SPECS / f"{api}.yaml").encode()
        assert json.loads((folder / "openapi.json").read_bytes()) == loaded((folder / "openapi.yaml").read_bytes())
    page = (site / "specs" / "index.html").read_text(encoding="utf-8")
    for name in FILES[1:]:
        assert hashlib.sha256((site / "specs" / api / version / name).read_bytes()).hexdigest() in page


@pytest.mark.parametrize("api", APIS)
def test_bundle_is_usable(site: Path, api: str) -> None:
    """The documented replies fit the bundle's schemas, and broken ones do not."""
    bundle = json.loads((site / "specs" / api / "latest" / "schemas.json").read_bytes())
    jsonschema_rs.meta.validate(bundle)
    spec = Spec.read(api)
    assert bundle["$defs"].keys() == spec.document["components"]["schemas"].keys()
    checked = 0
    for operation in spec.operations:
        for response in operation.node["responses"].values():
            content = response.get("content", {}).get("application/json", {})
            for example in content.get("examples", {}).values():
                value = spec.at(example["$ref"].removeprefix("#")).node["value"]
                schema = json.loads(json.dumps(content["schema"]).replace("#/components/schemas/", f"{bundle['$id']}#/$defs/"))
                validator = jsonschema_rs.validator_for(schema, registry=jsonschema_rs.Registry([(bundle["$id"], bundle)]))
                validator.validate(value)
                assert not validator.is_valid([value]), "the bundle lets everything through"
                checked += 1
    assert checked >= 5


def test_a_reference_to_something_else_is_refused() -> None:
    document: dict[str, Any] = json.loads(json.dumps(Spec.read("hedera").document))
    document["components"]["schemas"]["Nfts"]["properties"]["links"] = {"$ref": "#/components/examples/DocumentedNfts"}
    with pytest.raises(PublicationRefused, match=r"hedera\.yaml, Nfts: #/components/examples/DocumentedNfts is no schema of the spec"):
        schema_bundle("hedera", document)


def test_no_schema_is_refused() -> None:
    document: dict[str, Any] = json.loads(json.dumps(Spec.read("hedera").document))
    document["components"]["schemas"]["Nfts"]["type"] = "nonsense"
    with pytest.raises(PublicationRefused, match="its schemas make no valid JSON Schema"):
        schema_bundle("hedera", document)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of specs, one of which is version 1.0.0, and published."""
    specs = tmp_path / "specs"
    shutil.copytree(SPECS, specs, ignore=shutil.ignore_patterns("published"))
    new_version(specs, "1.0.0")
    freeze(specs, "1.0.0", published_form(specs / "hedera.yaml"))
    return specs


def freeze(specs: Path, version: str, text: str) -> Path:
    path = specs / "published" / "hedera" / version / "openapi.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def new_version(specs: Path, version: str) -> None:
    path = specs / "hedera.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"^  version: .*", f"  version: {version}", text, count=1, flags=re.MULTILINE), encoding="utf-8")


def test_all_versions_are_published(folder: Path) -> None:
    first = published_form(folder / "hedera.yaml").encode()
    new_version(folder, "1.10.0")
    freeze(folder, "1.9.0", (folder / "hedera.yaml").read_text(encoding="utf-8").replace("1.10.0", "1.9.0"))
    versions = versions_of("hedera", folder)
    assert [(version.number, version.is_frozen) for version in versions] == [("1.10.0", False), ("1.9.0", True), ("1.0.0", True)]
    files = dict(published_files({"hedera": versions}))
    assert files["hedera/latest/openapi.yaml"] == files["hedera/1.10.0/openapi.yaml"] != files["hedera/1.9.0/openapi.yaml"]
    assert files["hedera/1.0.0/openapi.yaml"] == first


def test_a_published_version_does_not_change(folder: Path) -> None:
    assert [version.is_frozen for version in versions_of("hedera", folder)] == [True]
    path = folder / "hedera.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("default: 25", "default: 26"), encoding="utf-8")
    with pytest.raises(
        PublicationRefused, match=r"specs/hedera\.yaml differs from specs/published/hedera/1\.0\.0/openapi\.yaml.*another version"
    ):
        versions_of("hedera", folder)


def test_the_present_version_is_the_newest(folder: Path) -> None:
    freeze(folder, "2.0.0", (folder / "hedera.yaml").read_text(encoding="utf-8").replace("version: 1.0.0", "version: 2.0.0"))
    with pytest.raises(PublicationRefused, match=r"is version 1\.0\.0, and 2\.0\.0 is published: go on from that one"):
        versions_of("hedera", folder)


def test_a_published_file_lies_in_its_own_folder(folder: Path) -> None:
    freeze(folder, "0.9.0", (folder / "hedera.yaml").read_text(encoding="utf-8"))
    with pytest.raises(PublicationRefused, match=r"says that it is version 1\.0\.0"):
        versions_of("hedera", folder)


def test_a_version_is_three_numbers(folder: Path) -> None:
    new_version(folder, "one")
    with pytest.raises(PublicationRefused, match=r"'one' is no version: write it as 1\.2\.3"):
        versions_of("hedera", folder)
