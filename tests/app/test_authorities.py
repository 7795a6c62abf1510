"""Whom Slack's connection trusts: every authority of the bundle, each found in its folder when it is needed."""

import shutil
import socket
import ssl
import subprocess
import threading
from pathlib import Path

import pytest
import trustme
from botocore.httpsession import where

from app.slack.authorities import trusting
from ops.packaging import authorities

BUNDLE = Path(where()).read_text("utf-8")


@pytest.fixture(autouse=True)
def none_named(monkeypatch):
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def folder(tmp_path) -> Path:
    authorities.add(BUNDLE, tmp_path / "authorities")
    return tmp_path / "authorities"


def connected(authority: trustme.CA, context: ssl.SSLContext) -> bool:
    """Whether a client with this context believes a server with a certificate of this authority."""
    ours, theirs = socket.socketpair()
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("slack.example").configure_cert(server)

    def serve() -> None:
        try:
            server.wrap_socket(theirs, server_side=True).close()
        except OSError:
            theirs.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        context.wrap_socket(ours, server_hostname="slack.example").close()
    except ssl.SSLCertVerificationError:
        return False
    finally:
        ours.close()
        thread.join(10)
    return True


def test_all_authorities_are_there_and_none_is_read_before_it_is_needed(folder):
    assert len(list(folder.iterdir())) == BUNDLE.count("BEGIN CERTIFICATE") > 100
    assert trusting(folder).get_ca_certs() == []


def test_the_one_that_is_needed_is_found_and_nobody_else_is_believed(folder):
    known, unknown = (trustme.CA(organization_name="  Ünited  AUTHORITIES of  x ") for _ in range(2))
    authorities.add(known.cert_pem.bytes().decode(), folder)
    assert connected(known, trusting(folder))
    assert not connected(unknown, trusting(folder))


def test_two_of_the_same_name_are_both_found(folder):
    twins = [trustme.CA(organization_name="The same"), trustme.CA(organization_name="the  SAME")]
    for twin in twins:
        subject = authorities.subject_hash(ssl.PEM_cert_to_DER_cert(twin.cert_pem.bytes().decode()))
        assert len(subject) == 8
        authorities.add(twin.cert_pem.bytes().decode(), folder)
    assert [connected(twin, trusting(folder)) for twin in twins] == [True, True]


def test_the_files_are_named_as_openssl_names_them(folder, tmp_path, processes):
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs openssl")
    for path in folder.iterdir():
        shutil.copy(path, tmp_path / f"{path.name.replace('.', '-')}.pem")
    subprocess.run(  # noqa: S603
        [openssl, "rehash", str(tmp_path)], check=True, timeout=60, capture_output=True
    )
    assert {path.name for path in folder.iterdir()} == {path.name for path in tmp_path.iterdir() if path.is_symlink()}


def test_without_a_folder_the_systems_are_trusted(tmp_path):
    assert len(trusting(tmp_path / "none").get_ca_certs()) == len(ssl.create_default_context().get_ca_certs())


def test_who_names_other_authorities_is_obeyed(folder, tmp_path, monkeypatch):
    """As a company does whose proxy has an authority of its own."""
    own = trustme.CA()
    own.cert_pem.write_to_path(str(tmp_path / "own.pem"))
    assert not connected(own, trusting(folder))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "own.pem"))
    assert connected(own, trusting(folder))
