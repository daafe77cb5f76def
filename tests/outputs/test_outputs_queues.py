"""What ``queuetui queues`` prints."""

from queuetui.domain.readings import Queue
from queuetui.outputs.queues import render_queues_json, render_queues_table
from queuetui.view.formats import cells

QUEUES = [
    Queue("9d2c6f1e-0000-4000-8000-000000000001", "support", "Home", 15),
    Queue("9d2c6f1e-0000-4000-8000-000000000002", "Billing and money matters", "Back office", 0),
    Queue("9d2c6f1e-0000-4000-8000-000000000003", "Night\x1b desk"),
]

TABLE = """\
ID                                    NAME                       DIVISION     MEMBERS
9d2c6f1e-0000-4000-8000-000000000002  Billing and money matters  Back office        0
9d2c6f1e-0000-4000-8000-000000000003  Night desk                 –                  –
9d2c6f1e-0000-4000-8000-000000000001  support                    Home              15

3 queues
"""

NARROW = """\
ID                                    NAME             DIVISION     MEMBERS
9d2c6f1e-0000-4000-8000-000000000002  Billing and mo…  Back office        0
9d2c6f1e-0000-4000-8000-000000000003  Night desk       –                  –
9d2c6f1e-0000-4000-8000-000000000001  support          Home              15

3 queues
"""


def test_table() -> None:
    assert render_queues_table(QUEUES) == TABLE


def test_a_narrow_table_cuts_names_but_never_an_id() -> None:
    text = render_queues_table(QUEUES, width=75)
    assert text == NARROW
    assert max(cells(line) for line in text.splitlines()) == 75
    assert all(queue.id in render_queues_table(QUEUES, width=20) for queue in QUEUES)


def test_no_queues() -> None:
    assert render_queues_table([]).splitlines()[-1] == "0 queues"
    assert render_queues_table(QUEUES[:1]).splitlines()[-1] == "1 queue"


def test_json() -> None:
    assert render_queues_json(QUEUES[1:]).decode() == (
        '{"schema":1,"queues":['
        '{"id":"9d2c6f1e-0000-4000-8000-000000000002","name":"Billing and money matters",'
        '"division":"Back office","members":0},'
        '{"id":"9d2c6f1e-0000-4000-8000-000000000003","name":"Night\\u001b desk",'
        '"division":null,"members":null}]}\n'
    )
