import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.web.byte_range import range_reply

ETAG = '"abc"'
DATA = bytes(range(256)) * 4
SIZE = len(DATA)


def response(headers, method="GET"):
    reply = range_reply(method, headers, ETAG, SIZE)
    return int(reply.status), DATA[reply.start : reply.stop], reply.headers.get("content-range")


@pytest.mark.parametrize(
    ("header", "start", "stop"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-", 0, SIZE),
        ("bytes=100-199", 100, 200),
        ("bytes=-10", SIZE - 10, SIZE),
        ("bytes=1000-99999", 1000, SIZE),
        ("bytes=-99999", 0, SIZE),
    ],
)
def test_a_range_is_answered_with_just_these_bytes(header, start, stop):
    assert response({"range": header}) == (206, DATA[start:stop], f"bytes {start}-{stop - 1}/{SIZE}")


@pytest.mark.parametrize("header", [f"bytes={SIZE}-", "bytes=99999999999-", "bytes=-0"])
def test_a_range_beyond_the_end_is_answered_with_the_size(header):
    assert response({"range": header}) == (416, b"", f"bytes */{SIZE}")


@pytest.mark.parametrize(
    "header", ["bytes=5-2", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=0-1,5-6", "bytes=0-1;", "", "bytes=" + "9" * 50 + "-"]
)
def test_what_is_no_single_range_is_answered_with_the_whole(header):
    assert response({"range": header}) == (200, DATA, None)


@pytest.mark.parametrize(
    ("condition", "status"), [(ETAG, 206), ('"other"', 200), ("W/" + ETAG, 200), ("Wed, 21 Oct 2015 07:28:00 GMT", 200)]
)
def test_if_range_counts_only_for_the_same_bytes(condition, status):
    assert response({"range": "bytes=1-2", "if-range": condition})[0] == status


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ({"if-none-match": ETAG}, 304),
        ({"if-none-match": "*"}, 304),
        ({"if-none-match": '"x", ' + ETAG}, 304),
        ({"if-none-match": '"x"'}, 200),
        ({"if-match": '"x"'}, 412),
        ({"if-match": ETAG}, 200),
    ],
)
def test_conditions_are_kept(header, status):
    assert response(header)[0] == status


def test_head_ignores_ranges():
    assert response({"range": "bytes=0-0"}, "HEAD")[0] == 200


@given(st.text(alphabet="bytes=0123456789-, ", max_size=40))
def test_no_header_makes_a_promise_that_is_not_kept(text):
    status, data, place = response({"range": text})
    assert status in (200, 206, 416)
    if status == 206:
        first, last = place.removeprefix("bytes ").partition("/")[0].split("-")
        assert data == DATA[int(first) : int(last) + 1] != b""
