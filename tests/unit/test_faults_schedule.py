"""The requests that a fault affects."""

from random import Random

from nft_holdings.sandbox._faults.plan import FaultPlan, FaultRule, Schedule

FIRST, SECOND, THIRD = "status", "reset", "latency"
Faults = list[str | None]


def hits(schedule: Schedule, *apis: str) -> Faults:
    chosen = [schedule.next(api) for api in apis]
    return [each[0].kind if each else None for each in chosen]


def run(plan: FaultPlan, requests: int, api: str = "hedera") -> Faults:
    return hits(Schedule(plan), *[api] * requests)


def test_no_rules() -> None:
    assert run(FaultPlan(), 3) == [None] * 3


def test_the_first_requests() -> None:
    assert run(FaultPlan(0, (FaultRule(kind=FIRST, count=2),)), 4) == ["status", "status", None, None]


def test_places() -> None:
    assert run(FaultPlan(0, (FaultRule(kind=FIRST, at=frozenset({1, 4})),)), 5) == ["status", None, None, "status", None]


def test_chance_is_drawn_once_for_each_request() -> None:
    draws = Random("9/0")
    expected = ["status" if draws.random() < 0.3 else None for _ in range(500)]
    assert run(FaultPlan(9, (FaultRule(kind=FIRST, probability=0.3),)), 500) == expected
    assert 100 < sum(hit is not None for hit in expected) < 200
    assert run(FaultPlan(8, (FaultRule(kind=FIRST, probability=0.3),)), 500) != expected


def test_certain_means_always() -> None:
    assert run(FaultPlan(0, (FaultRule(kind=FIRST, probability=1.0),)), 200) == ["status"] * 200


def test_each_rule_has_chances_of_its_own() -> None:
    plan = FaultPlan(4, (FaultRule(kind=FIRST, probability=0.5), FaultRule(kind=SECOND, probability=0.5)))
    first, second = Random("4/0"), Random("4/1")
    draws = [(first.random(), second.random()) for _ in range(300)]
    assert run(plan, 300) == ["status" if one < 0.5 else "reset" if other < 0.5 else None for one, other in draws]


def test_the_first_rule_that_fires_is_applied_and_all_of_them_count() -> None:
    rules = (FaultRule(kind=FIRST, at=frozenset({2})), FaultRule(kind=SECOND, count=3), FaultRule(kind=THIRD, at=frozenset({3, 4})))
    assert run(FaultPlan(0, rules), 5) == ["reset", "status", "reset", "latency", None]


def test_a_rule_sees_the_requests_of_its_api() -> None:
    rules = (FaultRule(kind=FIRST, at=frozenset({2}), api="loopring"), FaultRule(kind=SECOND, at=frozenset({3})))
    asked = ("hedera", "loopring", "swapchat", "hedera", "loopring", "loopring")
    assert hits(Schedule(FaultPlan(0, rules)), *asked) == [None, None, "reset", None, "status", None]
    chances = FaultPlan(3, (FaultRule(kind=FIRST, probability=0.5, api="loopring"),))
    mixed = [api for _ in range(50) for api in ("hedera", "loopring")]
    assert hits(Schedule(chances), *mixed)[1::2] == run(chances, 50, "loopring")
    assert hits(Schedule(chances), *mixed)[::2] == [None] * 50


def test_choices_start_from_the_same_draw() -> None:
    schedule = Schedule(FaultPlan(5, (FaultRule(kind=FIRST, count=10),)))
    draws = Random("5/0")
    for _ in range(10):
        chosen = schedule.next("hedera")
        assert chosen is not None
        _, random = chosen
        assert random.getstate() == Random(draws.random()).getstate()
        # Whatever is chosen with it changes nothing in the draws to come.
        random.random()
