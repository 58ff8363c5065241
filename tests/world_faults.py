"""What goes wrong on the way to the warehouse: rows that come again, rows that are broken."""

import world_trees as trees
from evaluator.tables import TABLES
from world_sketch import EVENT_NAMES, SECOND, Sketch
from world_tables import Row

NOT_TIMES = ("soon", "2026-13-45 00:00:00", "", "2026-01-05 25:00:00")
NOT_INTEGERS = ("many", "1.5", "1e3", "99999999999999999999", "", "0x10")
NOT_BOOLEANS = ("maybe", "ja", "")
NOT_JSON = ("{", "plan=pro", "{'plan': 1}", '{"plan": NaN}', '{"plan": 1,}', '{"a": 01}', " ")


def repeat_rows(sketch: Sketch) -> None:
    """Some rows come again: the same, or with another order, another content."""
    rng = sketch.rng
    for table, rows in sketch.raw.items():
        for row in list(rows):
            if not sketch.often(0.08):
                continue
            again = dict(row)
            if sketch.often(0.5):
                again["loaded_at"] = row["loaded_at"] + rng.choice((-SECOND, 0 * SECOND, SECOND))
            if "seq_num" in TABLES[table].columns and sketch.often(0.5):
                again["seq_num"] = rng.choice((None, 0, 5, "5.0"))
            if sketch.often(0.7):
                _change_content(sketch, table, again)
            rows.append(again)


def _change_content(sketch: Sketch, table: str, row: Row) -> None:
    rng = sketch.rng
    journeys, deliveries = sketch.raw["subjects"], sketch.raw["deliveries"]
    person = rng.choice((*sketch.people, None))
    campaign = rng.choice((*sketch.campaigns, None))
    journey = rng.choice(journeys)["subject_name"] if journeys else None
    delivery = rng.choice(deliveries)["delivery_id"] if deliveries else None
    changes = {
        "deliveries": {
            "delivery_type": "sms",
            "created_at": sketch.moment(),
            "internal_customer_id": person,
            "subject_id": journey,
            "campaign_id": campaign,
        },
        "metrics": {
            "metric": "clicked",
            "created_at": sketch.moment(),
            "machine": True,
            "delivery_id": delivery,
        },
        "subjects": {
            "started_campaign_at": sketch.grid(),
            "event_id": "e1",
            "internal_customer_id": person,
            "campaign_id": campaign,
        },
        "outputs": {
            "output_type": "exit",
            "created_at": sketch.moment(),
            "subject_name": journey,
            "delivery_id": delivery,
        },
        "people": {"email_addr": "ä@example.com"},
        "attributes": {"attribute_value": rng.choice(("zz", None, "prö"))},
        "events": {
            "processed_at": sketch.moment(),
            "properties": trees.properties(rng, sketch.theme),
            "name": rng.choice(EVENT_NAMES),
            "internal_customer_id": person,
        },
        "campaigns": {"name": 'Quote " and \\ and\ttab'},
        "campaign_actions": {"counts_conversions": rng.choice((True, False))},
        "campaign_goals": {
            "set_at": sketch.grid(5),
            "touch": "received",
            "campaign_id": campaign,
        },
    }.get(table)
    if changes:
        column = rng.choice(list(changes))
        row[column] = changes[column]


def break_rows(sketch: Sketch) -> None:
    """Bad rows of every sort: beside the good one of the same key, of a key of their own, or in
    the good one's place."""
    for table, rows in sketch.raw.items():
        share = 0.16 if table == "campaign_goals" else 0.05
        for row in list(rows):
            if not sketch.often(share):
                continue
            broken = {**row, **_fault(sketch, table)}
            place = sketch.rng.choice(("beside", "beside", "apart", "instead"))
            if place == "instead":
                rows[next(i for i, each in enumerate(rows) if each is row)] = broken
                continue
            key = TABLES[table].key[0]
            if place == "apart" and broken[key]:
                broken[key] = f"{broken[key]}.bad"
            if table == "campaign_goals" and sketch.often(0.5):
                broken["set_at"] = sketch.grid(5)
            rows.append(broken)


def _fault(sketch: Sketch, table: str) -> Row:
    """A column of the table, and what it must not hold."""
    rng, shape = sketch.rng, TABLES[table]
    missing = {
        column: (None, "")
        for column in ("workspace_id", "loaded_at", *shape.key, shape.own_time)
        if column
    }
    by_kind = {
        "time": NOT_TIMES,
        "integer": NOT_INTEGERS,
        "boolean": NOT_BOOLEANS,
        "json": NOT_JSON,
    }
    unreadable = {
        column: by_kind[kind] for column, kind in shape.columns.items() if kind in by_kind
    }
    words: dict[str, tuple] = {}
    if table == "segment_changes":
        words = {"change": ("Entered", "joined")}
    if table == "campaign_goals":
        words = {
            "goal_type": ("Event", "performs", ""),
            "exit_setting": ("sometimes", "Never", ""),
            "touch": (None, "waved", "Opened"),
            "event_name": (None,),
            "segment_id": (None, ""),
            "time_frame_seconds": (
                *(0, 7776001, 7776001, 7776001, "soon", -1, None, "7862400", "1e3", 86400.5),
            ),
            "filter": (trees.unreadable(rng, audience=False),),
            "audience": (trees.unreadable(rng, audience=True),),
        }
    faults = [each for each in (missing, unreadable, words, words, words, words) if each]
    fault = rng.choice(faults)
    column = rng.choice([*fault, *(name for name in fault if name in ("filter", "audience"))])
    return {column: rng.choice(fault[column])}
