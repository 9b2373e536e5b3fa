"""``python -m funcbind``."""

import sys

from funcbind.cli import main

if __name__ == "__main__":
    sys.exit(main())
