"""The settings of property tests: the same examples each time, and as long as they take."""

from hypothesis import Phase, settings


def repeatable(examples: int) -> settings:
    phases = (Phase.explicit, Phase.generate, Phase.shrink)
    return settings(max_examples=examples, phases=phases, deadline=None, derandomize=True, database=None)
