"""Hooks for PyInstaller, which finds them by the entry point `pyinstaller40`.

May import the names of the public interface and of the APIs.
"""

from pathlib import Path


def get_hook_dirs() -> list[str]:
    """Return the folders of the hooks."""
    return [str(Path(__file__).parent)]
