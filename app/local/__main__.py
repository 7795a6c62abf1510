"""`python -m app.local`: the local workspace."""

import sys

from app.local.cli import main

if __name__ == "__main__":
    sys.exit(main())
