"""Docstrings as the reference has to read them, which runs nothing: those that come at run time, and those that generators write."""

import re
from typing import Any

import griffe

_INDENTED = re.compile(r"^    Attributes:\n", re.MULTILINE)


class EvenAttributes(griffe.Extension):
    """An extension that unindents the attributes of generated models, which stand below a description of several lines."""

    def on_class(self, *, cls: griffe.Class, **_: Any) -> None:
        """Look at a class that was read."""
        text = cls.docstring.value if cls.docstring else ""
        found = _INDENTED.search(text)
        if found and cls.docstring:
            cls.docstring.value = text[: found.start()] + re.sub(r"^    ", "", text[found.start() :], flags=re.MULTILINE)


class DocumentedAs(griffe.Extension):
    """An extension that gives a method decorated with `documented_as(Twin.method)` the twin's docstring."""

    def on_package(self, *, pkg: griffe.Module, **_: Any) -> None:
        """Look through all classes of a package that was read."""
        for module in _modules(pkg):
            for each in module.classes.values():
                if not each.is_alias:
                    _document(module, each)


def _modules(module: griffe.Module) -> list[griffe.Module]:
    below = [each for each in module.modules.values() if not each.is_alias]
    return [module, *(inner for each in below for inner in _modules(each))]


def _document(module: griffe.Module, documented: griffe.Class) -> None:
    for function in documented.functions.values():
        for decorator in function.decorators if not function.is_alias else ():
            name, _, path = str(decorator.value).removesuffix(")").partition("(")
            if name == "documented_as":
                function.docstring = module[path].docstring
