"""Docstrings as the reference has to read them, which runs nothing: those that come at run time, and those that generators write.

Signatures too: one for each function, with its overloads behind a click.
"""

import re
from typing import Any

import griffe

VARIADIC = (griffe.ParameterKind.var_positional, griffe.ParameterKind.var_keyword)
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


class FoldedOverloads(griffe.Extension):
    """An extension that moves the overloads of a function to the end of its docstring, behind a click."""

    def on_package(self, *, pkg: griffe.Module, **_: Any) -> None:
        """Look through all classes of a package that was read."""
        for module in _modules(pkg):
            for each in module.classes.values():
                for function in each.functions.values() if not each.is_alias else ():
                    if not function.is_alias and function.overloads:
                        _fold(each, function)


def _fold(owner: griffe.Class, function: griffe.Function) -> None:
    is_constructor = function.name == "__init__"
    name = owner.name if is_constructor else function.name
    overloads = function.overloads or []
    signatures = [_signature(name, each, with_result=not is_constructor) for each in overloads]
    block = "\n".join(["", "", '??? note "Types for each use"', "", "    ```python", *(f"    {each}" for each in signatures), "    ```"])
    documented = function if function.docstring else owner
    if documented.docstring:
        documented.docstring.value += block
    if all(each.kind in VARIADIC for each in [*function.parameters][1:]):  # it says nothing: the first overload is the usual call
        function.parameters, function.returns = overloads[0].parameters, overloads[0].returns
    function.overloads = None


def _signature(name: str, function: griffe.Function, *, with_result: bool) -> str:
    """Return a signature in one line, without `self`."""
    shown = function.signature(return_type=with_result, name=name)
    return re.sub(r"\((self|cls)(, )?", "(", shown, count=1)


def _modules(module: griffe.Module) -> list[griffe.Module]:
    below = [each for each in module.modules.values() if not each.is_alias]
    return [module, *(inner for each in below for inner in _modules(each))]


def _document(module: griffe.Module, documented: griffe.Class) -> None:
    for function in documented.functions.values():
        for decorator in function.decorators if not function.is_alias else ():
            name, _, path = str(decorator.value).removesuffix(")").partition("(")
            if name == "documented_as":
                function.docstring = module[path].docstring
