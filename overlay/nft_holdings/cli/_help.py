"""The help of a command: its options in sections, and examples at the end."""

import os
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from difflib import get_close_matches
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
OPTIONS, ARGUMENTS, COMMANDS = "Options", "Arguments", "Commands"
LONGEST_NAME = 28
"""The width of the column of options. What is longer has its text on the next line."""
OPTION = re.compile(r"(?<![\w-])--?[a-z][\w-]*")
Sections = dict[str, list[tuple[str, str]]]
"""Names and their texts by the heading of a section."""


class _Help:
    """The parts of a help that commands and groups have. Their epilog is their examples, one a line."""

    def format_usage(self: Any, ctx: Any, formatter: Any) -> None:
        """Write the line of usage."""
        arguments = [each for each in self.get_params(ctx) if each.param_type_name == "argument"]
        words = [each.metavar if each.required else f"[{each.metavar}]" for each in arguments]
        rest = ["COMMAND ..."] if isinstance(self, TyperGroup) else words
        formatter.write(" ".join([_styled("Usage:", bold=True), ctx.command_path, "[OPTIONS]", *rest]) + "\n")

    def format_options(self: Any, ctx: Any, formatter: Any) -> None:
        """Write the options by section, those of no section at the end."""
        sections: Sections = {}
        for each in self.get_params(ctx):
            is_argument = each.param_type_name == "argument"
            name = each.metavar if is_argument else each.get_help_record(ctx)[0]
            title = each.rich_help_panel or (ARGUMENTS if is_argument else OPTIONS)
            sections.setdefault(title, []).append((name, _text_of(each)))
        last = sections.pop(OPTIONS)
        _write_sections({**sections, OPTIONS: last}, formatter)

    def format_epilog(self: Any, ctx: Any, formatter: Any) -> None:
        """Write the examples, which are not wrapped."""
        if self.epilog:
            with formatter.section(_styled("Examples", bold=True)):
                formatter.write("".join(f"  {line}\n" for line in self.epilog.splitlines()))

    def get_short_help_str(self: Any, limit: int = 0) -> str:
        """Return the first paragraph of the help, which is not cut."""
        return str(self.help or "").partition("\n\n")[0]


class Command(_Help, TyperCommand):
    """A command with such a help."""


class Group(_Help, TyperGroup):
    """A group of commands with such a help."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the commands by section, then the options."""
        sections: Sections = {}
        for name in self.list_commands(ctx):
            command = self.commands[name]
            title = getattr(command, "rich_help_panel", None) or COMMANDS
            sections.setdefault(title, []).append((name, command.get_short_help_str()))
        _write_sections(sections, formatter)
        super().format_options(ctx, formatter)

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the commands in the order of the help, for completion and errors."""
        return sorted(self.commands, key=lambda name: getattr(self.commands[name], "rich_help_panel", None) or COMMANDS)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that is named; refuse an unknown one that resembles none with the names of all."""
        name = args[0]
        if not (ctx.resilient_parsing or name.startswith("-") or get_close_matches(name, self.commands)):
            ctx.fail(f"No such command {name!r}. Commands of {ctx.command_path}: {', '.join(self.list_commands(ctx))}.")
        return super().resolve_command(ctx, args)


def _styled(text: str, **style: Any) -> str:
    shows = "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb" and sys.stdout.isatty() and sys.stderr.isatty()
    return typer.style(text, **style) if shows else text


def _text_of(parameter: Any) -> str:
    """Return the text of an option, and its default."""
    shown = parameter.show_default
    default = shown if isinstance(shown, str) else parameter.default if shown else None
    text = parameter.help or ""
    return text if default is None or default is False else f"{text} [default: {default}]"


def _write_sections(sections: Sections, formatter: Any) -> None:
    width = min(LONGEST_NAME, max(len(name) for rows in sections.values() for name, _ in rows))
    for title, rows in sections.items():
        with formatter.section(_styled(title, bold=True)):
            formatter.write_dl([(_colored(name.ljust(width)), text) for name, text in rows], col_max=width)


def _colored(name: str) -> str:
    """Return a name in color: the options in it, or a command."""
    return OPTION.sub(lambda found: _styled(found[0], fg="cyan"), name) if "-" in name else _styled(name, fg="cyan")


def one_of(names: Sequence[str]) -> str:
    """Return names as a text such as "a, b or c"."""
    return " or ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def number(kind: type[int] | type[float] = int, *, least: int | None = None, most: int | None = None) -> Callable[[Any], Any]:
    """Return a parser of an option's value. Typer's own has Python's words for what it refuses, others in each version."""
    noun = "a whole number" if kind is int else "a number"
    bounds = "" if least is None else f" from {least} to {most}" if most is not None else f" of at least {least}"

    def parsed(value: Any) -> Any:
        with suppress(ValueError):
            found = kind(value)
            if (least is None or found >= least) and (most is None or found <= most):
                return found
        raise typer.BadParameter(f"must be {noun}{bounds}, not {value!r}")

    return parsed


def choice(values: Sequence[str]) -> dict[str, Any]:
    """Return what `option` needs for an option that takes one of a few values."""

    def parsed(value: str) -> str:
        if value not in values:
            raise typer.BadParameter(f"must be {one_of(values)}, not {value!r}")
        return values[values.index(value)]

    return {"parser": parsed, "autocompletion": lambda: [str(value) for value in values]}


def option(section: str, text: str, *names: str, metavar: str | None = None, default: str | bool = False, **more: Any) -> Any:
    """Return an option of a command.

    Args:
        section: The section of the help that it stands in.
        text: Its help.
        names: Its names; by default that of the parameter.
        metavar: The name of its value.
        default: The text for its default; True for the parameter's own, False for none.
        more: Other arguments of `typer.Option`.
    """
    return typer.Option(*names, metavar=metavar, help=text, show_default=default, rich_help_panel=section, **more)


def declared(examples: Sequence[str], **more: Any) -> dict[str, Any]:
    """Return what a command with examples is declared with."""
    return {"cls": Command, "context_settings": SETTINGS, "epilog": "\n".join(examples), **more}
