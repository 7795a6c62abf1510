"""`python -m local`: the local workspace."""

import sys

try:
    from local.cli import main
except KeyboardInterrupt:  # asked to stop before there was anything to stop
    sys.exit(130)

if __name__ == "__main__":
    sys.exit(main())
