"""What a browser has in place of the cache's folder."""

from coach.cache import Cache, entry_name, key_hash
from coach.mixer.piece_cache import PieceCache, read_pack, write_lengths, write_pack


def entry(cache, key, payload):
    cache.put(key, payload)
    name = entry_name(key_hash(key))
    return name, (cache.folder / name).read_bytes()


def test_it_reads_the_entries_of_another_computers_cache(cache):
    name, data = entry(cache, "a piece", b"frames")
    pieces = PieceCache(b"")
    assert pieces.get("a piece") is None
    pieces.add(name, data)
    assert pieces.has(name)
    assert pieces.get("a piece") == b"frames"


def test_a_damaged_entry_and_one_under_another_name_read_as_absent(cache):
    name, data = entry(cache, "a piece", b"frames")
    pieces = PieceCache(b"")
    assert pieces.add(name, data)
    pieces = PieceCache(b"")
    assert not pieces.add(name, data[:-1] + b"?")
    assert not pieces.add(entry_name(key_hash("another")), data)
    assert not pieces.has(name)
    assert pieces.get("a piece") is None
    assert pieces.get("another") is None


def test_it_knows_lengths_without_clips():
    pieces = PieceCache(write_lengths({"one": 1_234, "two": 65_000}))
    assert (pieces.number("one"), pieces.number("two"), pieces.number("three")) == (1_234, 65_000, None)


def test_what_is_computed_in_the_page_is_kept_as_long_as_it_is_open():
    pieces = PieceCache(b"")
    pieces.put("a template", b"code")
    assert pieces.get("a template") == b"code"


def test_a_pack_holds_entries_with_their_names(cache: Cache):
    entries = dict([entry(cache, "one", b"1"), entry(cache, "two", b"")])
    assert dict(read_pack(write_pack(entries))) == entries
