"""The same program, but each second the whole screen is painted anew."""

from queuetui.cli import main
from queuetui.ui.app import QueuetuiApp


def repaint_each_second() -> None:
    tick = QueuetuiApp.tick

    def tick_and_repaint(app: QueuetuiApp) -> None:
        tick(app)
        app.screen.refresh()

    QueuetuiApp.tick = tick_and_repaint  # type: ignore[method-assign, assignment]


if __name__ == "__main__":
    repaint_each_second()
    main()
