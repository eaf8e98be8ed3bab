"""The server's pydantic models, by datamodel-code-generator."""

import subprocess
import sys
from pathlib import Path

from .client import GenerationFailed

OPTIONS = (
    "--input-file-type=openapi",
    "--openapi-scopes=schemas",
    "--output-model-type=pydantic_v2.BaseModel",
    "--target-python-version=3.11",
    "--disable-timestamp",
    "--snake-case-field",
    "--use-annotated",
    "--field-constraints",
    "--use-standard-collections",
    "--use-union-operator",
    "--use-schema-description",
    "--use-default-kwarg",
    "--allow-population-by-field-name",
    "--extra-fields=allow",
    "--enum-field-as-literal=all",
    "--formatters=builtin",
)


def generate_server_models(spec: Path, module: Path) -> None:
    """Write the models of one spec, unformatted.

    Raises:
        GenerationFailed: The generator failed, or printed anything: it prints only to warn.
    """
    command = [sys.executable, "-W", "error", "-m", "datamodel_code_generator", *OPTIONS, f"--input={spec}", f"--output={module}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0 or done.stderr.strip():
        raise GenerationFailed(f"datamodel-code-generator on {spec.name}:\n{done.stdout}{done.stderr}")
