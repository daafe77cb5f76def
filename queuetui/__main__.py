"""``python -m queuetui``."""

from queuetui.cli import main

if __name__ == "__main__":
    main()
