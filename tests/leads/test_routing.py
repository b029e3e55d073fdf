"""Which location answers: each step of the fixed order, each condition of a rule, and the words."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from leads.routing import (
    Decider,
    Decision,
    Question,
    Rule,
    Skipped,
    decide,
    is_within,
    sentence,
    skipped_sentences,
    try_out,
)

CHICAGO = ZoneInfo("America/Chicago")
ST_PAUL, EDINA, UNPUBLISHED = 1, 2, 9
WEDNESDAY_10 = datetime(2026, 3, 4, 16, 0, tzinfo=UTC)  # 10:00 in Chicago

NOTHING_KNOWN = Question(at=WEDNESDAY_10, locations=frozenset({ST_PAUL, EDINA}))


def rule(**conditions):
    return Rule(name="A rule", location=EDINA, zone=CHICAGO, **conditions)


def why(decision, decider):
    return next(reason for step, _name, reason in decision.skipped if step == decider)


# The order of the steps.


@pytest.mark.parametrize(
    ("known", "decider"),
    [
        ({"wanted": EDINA}, Decider.VISITOR),
        ({"site": EDINA}, Decider.SITE),
        ({"page": (EDINA,)}, Decider.PAGE),
        ({"practitioner": (EDINA,)}, Decider.PRACTITIONER),
        ({"default": EDINA}, Decider.DEFAULT),
    ],
)
def test_routing_each_step_decides_alone(known, decider):
    decision = decide(replace(NOTHING_KNOWN, **known))
    assert (decision.location, decision.decided_by) == (EDINA, decider)


def test_routing_asks_the_steps_in_their_order():
    """Take away what decided, and the next step decides, down to nobody."""
    question = replace(
        NOTHING_KNOWN,
        wanted=ST_PAUL,
        site=ST_PAUL,
        page=(ST_PAUL,),
        practitioner=(ST_PAUL,),
        default=ST_PAUL,
    )
    deciders = []
    for taken in ({}, {"wanted": None}, {"site": None}, {"page": ()}, {"practitioner": ()}):
        question = replace(question, **taken)
        deciders.append(decide(question, rules=[rule()]).decided_by)
    deciders.append(decide(question).decided_by)
    deciders.append(decide(replace(question, default=None)).decided_by)
    assert deciders == [
        Decider.VISITOR,
        Decider.SITE,
        Decider.PAGE,
        Decider.PRACTITIONER,
        Decider.RULE,
        Decider.DEFAULT,
        Decider.NOBODY,
    ]


def test_routing_with_either_is_fine_falls_through_to_the_default():
    decision = decide(replace(NOTHING_KNOWN, wanted=None, default=ST_PAUL))
    assert decision.location == ST_PAUL
    assert why(decision, Decider.VISITOR) == Skipped.NO_CHOICE
    assert why(decision, Decider.SITE) == Skipped.SHARED_SITE


@pytest.mark.parametrize(
    ("known", "decider"),
    [
        ({"wanted": UNPUBLISHED}, Decider.VISITOR),
        ({"site": UNPUBLISHED}, Decider.SITE),
        ({"page": (UNPUBLISHED,)}, Decider.PAGE),
        ({"practitioner": (UNPUBLISHED,)}, Decider.PRACTITIONER),
    ],
)
def test_routing_sends_nothing_to_an_unpublished_location(known, decider):
    decision = decide(replace(NOTHING_KNOWN, default=ST_PAUL, **known))
    assert decision.location == ST_PAUL
    assert why(decision, decider) == Skipped.UNKNOWN


def test_routing_to_an_unpublished_default_is_for_nobody():
    decision = decide(replace(NOTHING_KNOWN, default=UNPUBLISHED))
    assert (decision.location, decision.decided_by) == (None, Decider.NOBODY)


@pytest.mark.parametrize("step", ["page", "practitioner"])
def test_routing_by_a_page_of_several_locations_decides_nothing(step):
    decision = decide(replace(NOTHING_KNOWN, default=ST_PAUL, **{step: (ST_PAUL, EDINA)}))
    assert decision.decided_by == Decider.DEFAULT
    assert why(decision, step) == Skipped.SEVERAL


def test_routing_without_anything_finds_nobody_and_says_why_not():
    decision = decide(NOTHING_KNOWN)
    assert (decision.location, decision.decided_by) == (None, Decider.NOBODY)
    assert [step for step, _name, _why in decision.skipped] == [
        Decider.VISITOR,
        Decider.SITE,
        Decider.PAGE,
        Decider.PRACTITIONER,
        Decider.DEFAULT,
    ]


# The conditions of a rule.


@pytest.mark.parametrize(
    ("conditions", "known"),
    [
        ({}, {}),
        ({"topic_contains": "HIP"}, {"topic": "Left hip pain"}),
        ({"topic_contains": "straße"}, {"topic": "STRASSE"}),
        ({"language": "es"}, {"language": "es"}),
        ({"postcode_prefix": "554"}, {"postcode": "55435-1234"}),
        ({"postcode_prefix": "K1A"}, {"postcode": "k1 a 0b1"}),
        ({"acquaintance": "new"}, {"acquaintance": "new"}),
        ({"weekday": "2"}, {}),
        ({"from_time": time(10), "until_time": time(11)}, {}),
        ({"from_time": time(9)}, {}),
        ({"until_time": time(10, 1)}, {}),
        ({"from_time": time(18), "until_time": time(10, 1)}, {}),
        ({"first_date": date(2026, 3, 4)}, {}),
        ({"last_date": date(2026, 3, 4)}, {}),
        ({"first_date": date(2026, 3, 4), "last_date": date(2026, 3, 4)}, {}),
        ({"topic_contains": "hip", "language": "es"}, {"topic": "hip", "language": "es"}),
    ],
)
def test_routing_rule_decides_when_every_condition_holds(conditions, known):
    decision = decide(replace(NOTHING_KNOWN, default=ST_PAUL, **known), rules=[rule(**conditions)])
    assert (decision.location, decision.decided_by) == (EDINA, Decider.RULE)
    assert decision.rule == "A rule"


@pytest.mark.parametrize(
    ("conditions", "known", "reason"),
    [
        ({"topic_contains": "hip"}, {"topic": "Migraine"}, Skipped.TOPIC),
        ({"topic_contains": "hip"}, {}, Skipped.TOPIC),
        ({"language": "es"}, {"language": "en"}, Skipped.LANGUAGE),
        ({"postcode_prefix": "554"}, {"postcode": "55105"}, Skipped.POSTCODE),
        ({"postcode_prefix": "554"}, {}, Skipped.POSTCODE),
        ({"acquaintance": "new"}, {"acquaintance": "returning"}, Skipped.ACQUAINTANCE),
        ({"acquaintance": "new"}, {}, Skipped.ACQUAINTANCE),
        ({"weekday": "3"}, {}, Skipped.WEEKDAY),
        ({"from_time": time(10, 1)}, {}, Skipped.TIME),
        ({"until_time": time(10)}, {}, Skipped.TIME),
        ({"from_time": time(18), "until_time": time(6)}, {}, Skipped.TIME),
        ({"first_date": date(2026, 3, 5)}, {}, Skipped.DATE),
        ({"last_date": date(2026, 3, 3)}, {}, Skipped.DATE),
        ({"topic_contains": "hip", "language": "es"}, {"topic": "hip"}, Skipped.LANGUAGE),
    ],
)
def test_routing_rule_is_skipped_with_its_reason(conditions, known, reason):
    decision = decide(replace(NOTHING_KNOWN, default=ST_PAUL, **known), rules=[rule(**conditions)])
    assert decision.decided_by == Decider.DEFAULT
    assert (str(Decider.RULE), "A rule", str(reason)) in decision.skipped


def test_routing_rule_reads_day_and_time_in_the_locations_zone():
    friday_night = datetime(2026, 3, 7, 5, 30, tzinfo=UTC)  # Friday 23:30 in Chicago
    late = rule(weekday="4", from_time=time(23))
    decision = decide(replace(NOTHING_KNOWN, at=friday_night), rules=[late])
    assert decision.decided_by == Decider.RULE
    in_utc = replace(late, zone=ZoneInfo("UTC"))
    assert decide(replace(NOTHING_KNOWN, at=friday_night), rules=[in_utc]).location is None


@pytest.mark.parametrize(
    ("at", "holds"),
    [
        (datetime(2026, 3, 8, 5, 59, tzinfo=UTC), False),  # 23:59 of the day before
        (datetime(2026, 3, 8, 6, 0, tzinfo=UTC), True),
        (datetime(2026, 3, 9, 4, 59, tzinfo=UTC), True),  # 23:59 of a day of 23 hours
        (datetime(2026, 3, 9, 5, 0, tzinfo=UTC), False),
    ],
)
def test_routing_rule_reads_its_days_in_the_locations_zone(at, holds):
    """Both days are included, also the day on which the clock goes forward."""
    day = rule(first_date=date(2026, 3, 8), last_date=date(2026, 3, 8))
    decision = decide(replace(NOTHING_KNOWN, at=at), rules=[day])
    assert (decision.decided_by == Decider.RULE) is holds


# A practitioner on leave


@pytest.mark.parametrize(
    ("rules", "decided"),
    [
        ([rule()], (EDINA, Decider.RULE)),
        ([rule(topic_contains="hip")], (UNPUBLISHED, Decider.PRACTITIONER)),
        ([], (UNPUBLISHED, Decider.PRACTITIONER)),
    ],
)
def test_routing_asks_the_rules_before_a_practitioner_on_leave(rules, decided):
    """…and their own location before the default one."""
    question = replace(
        NOTHING_KNOWN,
        locations=frozenset({ST_PAUL, EDINA, UNPUBLISHED}),
        practitioner=(UNPUBLISHED,),
        on_leave=True,
        default=ST_PAUL,
    )
    decision = decide(question, rules=rules)
    assert (decision.location, decision.decided_by) == decided
    assert why(decision, Decider.PRACTITIONER) == Skipped.ON_LEAVE
    assert decision.as_json(location_title="")["put_off"] == UNPUBLISHED


def test_routing_of_somebody_on_leave_at_several_locations_says_so():
    question = replace(NOTHING_KNOWN, practitioner=(ST_PAUL, EDINA), on_leave=True)
    decision = decide(question)
    assert why(decision, Decider.PRACTITIONER) == Skipped.SEVERAL
    assert "put_off" not in decision.as_json(location_title="")


# Trying rules out


HIP = replace(NOTHING_KNOWN, topic="Hip pain", default=ST_PAUL)


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ([], [], {}),
        ([], [rule(topic_contains="hip")], {1: (ST_PAUL, EDINA)}),
        ([rule(topic_contains="hip")], [], {1: (EDINA, ST_PAUL)}),
        ([], [rule(topic_contains="knee")], {}),
        ([], [rule()], {1: (ST_PAUL, EDINA), 2: (ST_PAUL, EDINA)}),
        # Another rule, the same place: nobody goes elsewhere.
        ([rule()], [replace(rule(), name="Another")], {}),
        # The first that matches decides, so order is a change, too.
        (
            [rule(), replace(rule(), location=ST_PAUL)],
            [replace(rule(), location=ST_PAUL), rule()],
            {1: (EDINA, ST_PAUL), 2: (EDINA, ST_PAUL)},
        ),
    ],
)
def test_routing_try_out_returns_what_would_go_elsewhere(before, after, changes):
    questions = {1: HIP, 2: replace(HIP, topic="Migraine"), 3: replace(HIP, wanted=ST_PAUL)}
    found = try_out(questions, before=before, after=after)
    assert {key: (a.location, b.location) for key, (a, b) in found.items()} == changes


def test_routing_rules_are_asked_in_order_and_an_unpublished_one_is_passed_over():
    first = replace(rule(), name="Gone", location=UNPUBLISHED)
    second = replace(rule(), name="Second", location=ST_PAUL)
    third = replace(rule(), name="Third")
    decision = decide(NOTHING_KNOWN, rules=[first, second, third])
    assert (decision.location, decision.rule) == (ST_PAUL, "Second")
    assert (str(Decider.RULE), "Gone", str(Skipped.UNKNOWN)) in decision.skipped


# The words.


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        (Decision(EDINA, Decider.VISITOR), "Sent to Edina because the visitor chose it."),
        (Decision(EDINA, Decider.RULE, "Evenings"), "Sent to Edina by the rule “Evenings”."),
        (
            Decision(EDINA, Decider.FAULT),
            "Sent to Edina because routing failed, so the default location was used.",
        ),
    ],
)
def test_routing_sentence_says_where_and_why(decision, words):
    assert sentence(decision.as_json(location_title="Edina")) == words


@pytest.mark.parametrize("decider", [Decider.NOBODY, Decider.FAULT])
def test_routing_sentence_without_a_location_names_none(decider):
    stored = Decision(None, decider).as_json(location_title="")
    assert sentence(stored) == "No location could be found for this request."


def test_routing_sentence_of_an_empty_record_names_none():
    assert sentence({}) == "No location could be found for this request."


def test_routing_sentence_keeps_percent_signs_of_names():
    stored = Decision(EDINA, Decider.RULE, "100 % new").as_json(location_title="50 % off")
    assert sentence(stored) == "Sent to 50 % off by the rule “100 % new”."


def test_routing_says_of_each_step_why_it_did_not_decide():
    decision = decide(replace(NOTHING_KNOWN, default=ST_PAUL), rules=[rule(topic_contains="hip")])
    with override("en"):
        assert skipped_sentences(decision.as_json(location_title="St. Paul")) == [
            "Visitor's choice: either location is fine",
            "Site: the site is shared by all locations",
            "Page: the page belongs to no location",
            "Practitioner: the page belongs to no location",
            "A rule: the topic is another",
        ]


# Does a rule take more than it did?

DAY_RULE = {"from_time": time(9), "until_time": time(17)}
NIGHT = {"from_time": time(22), "until_time": time(6)}
MARCH = {"first_date": date(2026, 3, 1), "last_date": date(2026, 3, 31)}
TOKYO = {"zone": ZoneInfo("Asia/Tokyo")}


@pytest.mark.parametrize(
    ("now", "before", "is_narrower"),
    [
        ({}, {}, True),
        ({"topic_contains": "Hips"}, {}, True),
        ({}, {"topic_contains": "hip"}, False),
        ({"topic_contains": "Left HIPS"}, {"topic_contains": "hip"}, True),
        ({"topic_contains": "hi"}, {"topic_contains": "hip"}, False),
        ({"language": "es"}, {}, True),
        ({"language": "es"}, {"language": "en"}, False),
        ({"postcode_prefix": "551 05"}, {"postcode_prefix": "551"}, True),
        ({"postcode_prefix": "55"}, {"postcode_prefix": "551"}, False),
        ({"acquaintance": ""}, {"acquaintance": "new"}, False),
        ({"weekday": "0"}, {"weekday": ""}, True),
        ({"weekday": "1"}, {"weekday": "0"}, False),
        (DAY_RULE, {}, True),
        (DAY_RULE, {"from_time": time(8)}, True),
        (DAY_RULE, {"from_time": time(10)}, False),
        ({"from_time": time(9)}, DAY_RULE, False),
        (NIGHT, NIGHT, True),
        (NIGHT, {"from_time": time(21), "until_time": time(7)}, False),  # in doubt, it is not
        (NIGHT, DAY_RULE, False),
        (MARCH, {"first_date": date(2026, 2, 1)}, True),
        ({"first_date": date(2026, 3, 1)}, MARCH, False),
        (MARCH, {"last_date": date(2026, 3, 30)}, False),
        (TOKYO, {}, True),
        (TOKYO | {"weekday": "0"}, {"weekday": "0"}, False),
        ({"language": "es"}, {"weekday": "0"}, False),
    ],
)
def test_rule_is_within_another_when_the_other_matches_whatever_it_matches(
    now, before, is_narrower
):
    assert is_within(replace(rule(), **now), replace(rule(), **before)) is is_narrower
