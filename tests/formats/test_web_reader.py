"""One page of the web, from a portal on this machine that misbehaves on command."""

import select
import socket
from datetime import timedelta
from threading import Thread

import pytest
from tests.replay import Reply, portal

from midas.formats import web_reader
from midas.formats.web_reader import Wire, read_page

WIRE = Wire("Tester/1", timeout=5, most=100_000, loopback=True)


@pytest.fixture
def there():
    with portal() as made:
        yield made


def test_a_page_comes_whole_and_we_say_who_we_are(there):
    there.says("/a", Reply(body=b'{"releases": []}', headers={"ETag": '"v1"'}))
    answer = read_page(f"{there.base}/a?b=c%20d", WIRE)
    assert (answer.status, answer.body, answer.etag, answer.fault) == (200, b'{"releases": []}', '"v1"', "")
    assert (there.asked, there.agents) == (["/a?b=c%20d"], ["Tester/1"])


def test_a_version_that_is_known_is_not_sent_again(there):
    there.says("/a", Reply(body=b"{}", headers={"ETag": '"v1"'}))
    assert read_page(f"{there.base}/a", WIRE, '"v1"').status == 304


@pytest.mark.parametrize("how", [{"gzipped": True}, {"chunked": True}, {"length": False}])
def test_a_page_may_come_packed_or_in_pieces(there, how):
    there.says("/a", Reply(body=b"x" * 5000, **how))
    assert read_page(f"{there.base}/a", WIRE).body == b"x" * 5000


@pytest.mark.parametrize(
    "how", [{}, {"gzipped": True}, {"chunked": True}, {"gzipped": True, "length": False}]
)
def test_half_an_answer_is_none(there, how):
    there.says("/a", Reply(body=bytes(range(256)) * 100, cut=20, **how))
    answer = read_page(f"{there.base}/a", WIRE)
    assert answer.body == b""
    assert "broke off" in answer.fault
    assert not answer.final


@pytest.mark.parametrize("how", [{}, {"chunked": True}, {"length": False}, {"gzipped": True}])
def test_more_than_the_most_is_not_taken_whatever_it_says_of_itself(there, how):
    there.says("/a", Reply(body=b"x" * 200_000, **how))
    answer = read_page(f"{there.base}/a", WIRE)
    assert (answer.body, answer.final) == (b"", True)
    assert "larger than 100,000 bytes" in answer.fault


def test_what_is_not_gzip_although_it_says_so_is_a_fault(there):
    there.says("/a", Reply(body=b"plain", headers={"Content-Encoding": "gzip"}))
    assert "damaged" in read_page(f"{there.base}/a", WIRE).fault


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "17"}, timedelta(seconds=17)),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "-3"}, None),
        ({}, None),
    ],
)
def test_how_long_to_wait_is_passed_on(there, headers, wait):
    there.says("/a", Reply(429, headers=headers))
    answer = read_page(f"{there.base}/a", WIRE)
    assert (answer.status, answer.retry_after) == (429, wait)


def test_a_date_to_wait_for_counts_from_the_portals_own_clock():
    sent, until = "Tue, 24 Nov 2026 09:00:00 GMT", "Tue, 24 Nov 2026 09:02:00 GMT"
    assert web_reader._retry_after(until, sent) == timedelta(minutes=2)
    assert web_reader._retry_after(sent, until) == timedelta(0)
    assert web_reader._retry_after(until, "") is None


def test_redirects_are_followed_on_the_same_host_only(there):
    there.says("/a", Reply(302, headers={"Location": "/b"}))
    there.says("/b", Reply(body=b"here"))
    there.says("/out", Reply(302, headers={"Location": "http://elsewhere.example/"}))
    there.says("/port", Reply(302, headers={"Location": "http://127.0.0.1:1/"}))
    there.says("/file", Reply(302, headers={"Location": "file:///etc/passwd"}))
    there.says("/round", Reply(302, headers={"Location": "/round"}))
    assert read_page(f"{there.base}/a", WIRE).body == b"here"
    for path in ("/out", "/port", "/file"):
        answer = read_page(f"{there.base}{path}", WIRE)
        assert answer.final
        assert "another place" in answer.fault
    assert "circle" in read_page(f"{there.base}/round", WIRE).fault


def test_this_machine_is_not_asked_unless_the_operator_allows_it(there):
    there.says("/a", Reply(body=b"secret"))
    answer = read_page(f"{there.base}/a", Wire("Tester/1"))
    assert (answer.status, answer.body, answer.final) == (0, b"", True)
    assert "private network" in answer.fault
    assert there.asked == []


def test_a_name_that_points_inside_is_refused_and_so_is_one_of_several_numbers(there, monkeypatch):
    def looked_up(*numbers):
        rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, 80)) for number in numbers]
        return lambda *_, **__: rows

    monkeypatch.setattr(web_reader.socket, "getaddrinfo", looked_up("10.1.2.3"))
    assert "10.1.2.3 is inside" in read_page("http://portal.example/a", WIRE).fault
    monkeypatch.setattr(web_reader.socket, "getaddrinfo", looked_up("93.184.216.34", "169.254.169.254"))
    assert "169.254.169.254 is inside" in read_page("http://portal.example/a", WIRE).fault


def test_the_connection_goes_to_the_number_that_was_judged(there, monkeypatch):
    there.says("/a", Reply(body=b"here"))
    real, looked = socket.getaddrinfo, []

    def once(host, *rest, **more):
        looked.append(host)
        return real("127.0.0.1" if host == "portal.example" else host, *rest, **more)

    monkeypatch.setattr(web_reader.socket, "getaddrinfo", once)
    assert read_page(f"http://portal.example:{there.port}/a", WIRE).body == b"here"
    assert looked.count("portal.example") == 1


def test_a_host_that_is_not_known_or_not_there_is_a_fault_in_words(monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror

    assert "broke off" in read_page("http://127.0.0.1:9/", WIRE).fault
    monkeypatch.setattr(web_reader.socket, "getaddrinfo", unknown)
    assert "not known" in read_page("http://nowhere.example/", WIRE).fault


def test_a_portal_that_says_nothing_is_left_after_the_time_out():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        answer = read_page(f"http://127.0.0.1:{port}/", Wire("Tester/1", timeout=0.2, loopback=True))
    assert "said nothing for 0.2 seconds" in answer.fault


def test_a_portal_that_drips_is_cut_off(monkeypatch):
    monkeypatch.setattr(web_reader, "WHOLE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as slow:

        def drip():
            peer, _ = slow.accept()
            with peer:
                try:
                    peer.sendall(b"HTTP/1.1 200 OK\r\nX: ")
                    while not select.select([peer], [], [], 0.05)[0]:
                        peer.sendall(b"x")
                except OSError:
                    return

        thread = Thread(target=drip, daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{slow.getsockname()[1]}/"
        answer = read_page(address, Wire("Tester/1", timeout=1, loopback=True))
        thread.join(5)
    assert "broke off" in answer.fault
    assert answer.body == b""
