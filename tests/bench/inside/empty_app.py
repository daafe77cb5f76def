"""A Textual app that shows nothing: what anything built with Textual costs at least."""

from textual.app import App


def main() -> None:
    App[None]().run()


if __name__ == "__main__":
    main()
