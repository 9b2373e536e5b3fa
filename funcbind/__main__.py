"""``python -m funcbind``."""

from funcbind.cli import run

if __name__ == "__main__":
    run()
