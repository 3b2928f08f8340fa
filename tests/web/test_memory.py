from concurrent.futures import ThreadPoolExecutor

from coach.cache import Cache
from coach.web import memory_cache
from coach.web.memory_cache import RememberingCache


def test_it_gives_what_the_cache_keeps_and_the_same_bytes_to_all(tmp_path):
    Cache(tmp_path).put("key", b"sound" * 1000, 7)
    cache = RememberingCache(tmp_path)
    first = cache.get("key")
    assert first == b"sound" * 1000
    assert cache.get("key") is first
    assert cache.number("key") == 7
    assert cache.get("other") is None


def test_what_is_kept_anew_replaces_what_is_held(tmp_path):
    cache = RememberingCache(tmp_path)
    for text in (b"one", b"two"):
        cache.put("key", text)
        assert cache.get("key") == text


def test_it_never_holds_more_than_it_may(tmp_path, monkeypatch):
    monkeypatch.setattr(memory_cache, "HELD", 10_000)
    monkeypatch.setattr(memory_cache, "LARGEST_HELD", 4_000)
    cache = RememberingCache(tmp_path)
    for number in range(100):
        cache.put(str(number), bytes([number]) * (number * 50))
    with ThreadPoolExecutor(8) as pool:
        for number, payload in enumerate(pool.map(cache.get, map(str, range(100)))):
            assert payload == bytes([number]) * (number * 50)
    assert sum(map(len, cache._held.values())) == cache._held_size <= 10_000  # noqa: SLF001  # the promise itself
