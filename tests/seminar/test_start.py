"""The port of the page."""

import socket
import sys

import pytest

from experiments.refusal import Refusal
from experiments.seminar.start import kept_port

HERE = "127.0.0.1"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no two sockets may hold a port")
def test_a_port_is_kept_from_others_until_the_page_listens_there():
    with kept_port(HERE, 0) as port, socket.socket() as other, socket.socket() as page:
        with pytest.raises(OSError):
            other.bind((HERE, port))
        page.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        page.bind((HERE, port))
        page.listen()
        socket.create_connection((HERE, port), timeout=10).close()


def test_a_port_that_is_taken_is_refused_in_one_sentence():
    with socket.socket() as other:
        other.bind((HERE, 0))
        other.listen()
        with pytest.raises(Refusal, match="cannot listen on 127.0.0.1, port"), kept_port(HERE, other.getsockname()[1]):
            pass
