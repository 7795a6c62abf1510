"""Which certificate authorities a connection to Slack trusts."""

from pathlib import Path
from ssl import SSLContext, create_default_context, get_default_verify_paths

# Written by ops/packaging/authorities.py: the same authorities that botocore ships, a file each. Read when needed.
FOLDER = Path(__file__).parent / "authorities"
# Where Lambda may name authorities by itself.
RUNTIME = "/var/runtime/"


def trusting(folder: Path = FOLDER) -> SSLContext:
    """Return a context for connections to Slack.

    Where there is no folder, or SSL_CERT_FILE or SSL_CERT_DIR names other authorities, it reads the system's: 20 ms.
    """
    paths = get_default_verify_paths()
    named = {paths.cafile, paths.capath} - {paths.openssl_cafile, paths.openssl_capath, None}
    if any(not path.startswith(RUNTIME) for path in named) or not folder.is_dir():
        return create_default_context()
    return create_default_context(capath=str(folder))
