"""A feed that is wanted for its figures alone, as by ``--once``."""

from tests.feed.desk import Desk


def test_it_asks_for_the_names_and_the_figures_and_for_nothing_else() -> None:
    once, board = Desk("a", "b", spread=False), Desk("a", "b")
    snapshot = once.poll()
    assert (snapshot.health.state, len(snapshot.queues)) == ("live", 2)
    assert once.source.asked == ["names", "id-a,id-b"]
    board.poll()
    assert board.source.asked == ["names", "id-a,id-b", "organisation"]
