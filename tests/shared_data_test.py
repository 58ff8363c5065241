"""A published data set at its full size, where it stands beside the project; else skipped."""

from pathlib import Path

import pytest
from conversion_goals.cli import main

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "starbucks"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the published data set is not here")

OFFERS = """
select count(*), count(*) filter (deliveries.message_id = events.properties ->> '$.offer_id')
from conversion_goals__achievements as achievements
inner join conversion_goals__deliveries as deliveries using (workspace_id, delivery_id)
inner join main_conversion_goals_staging.stg_customerio__events as events
    on events.workspace_id = achievements.workspace_id
    and events.event_id = achievements.achievement_id
where achievements.workspace_id = 'sb_one'
"""


def test_figures_of_the_published_offers(warehouse) -> None:
    database = warehouse()
    assert main(["load", str(DATA), "--database", str(database.database)]) == 0
    database.build({"as_of": "2018-09-01"})
    counts = "select count(*) from conversion_goals__deliveries where workspace_id = '{}' and {}"

    def deliveries(workspace: str, condition: str) -> int:
        return database.answer(counts.format(workspace, condition))[0][0]

    assert deliveries("sb", "true") + deliveries("sb_one", "true") == 152_554
    assert deliveries("sb", "is_converted") == 37_726
    assert deliveries("sb_one", "is_converted") == 23_050
    assert deliveries("sb_one", "reason = 'superseded'") == 7_336
    assert deliveries("sb_one", "reason = 'not_opened'") == 18_552
    assert deliveries("sb_one", "conversion_status = 'pending'") == 1_961
    exits = "select count(*) from conversion_goals__journeys where exit_status = 'exit_due'"
    assert database.answer(f"{exits} and workspace_id = 'sb'") == [(47_091,)]
    assert database.answer(OFFERS) == [(28_918, 20_211)]
