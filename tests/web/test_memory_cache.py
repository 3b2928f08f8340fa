from concurrent.futures import ThreadPoolExecutor

from coach.cache import Cache
from coach.web.memory_cache import MemoryCache


def test_it_returns_what_is_on_disk_and_the_same_bytes_object_to_all(tmp_path):
    Cache(tmp_path).put("key", b"sound" * 1000, 7)
    cache = MemoryCache(tmp_path)
    first = cache.get("key")
    assert first == b"sound" * 1000
    assert cache.get("key") is first
    assert cache.number("key") == 7
    assert cache.get("other") is None


def test_a_new_payload_replaces_the_one_in_memory(tmp_path):
    cache = MemoryCache(tmp_path)
    for text in (b"one", b"two"):
        cache.put("key", text)
        assert cache.get("key") == text


def test_many_threads_read_right_and_memory_stays_within_its_limit(tmp_path):
    cache = MemoryCache(tmp_path, memory_limit=10_000, largest_entry=4_000)
    for number in range(100):
        cache.put(str(number), bytes([number]) * (number * 50))
    with ThreadPoolExecutor(8) as pool:
        for number, payload in enumerate(pool.map(cache.get, map(str, range(100)))):
            assert payload == bytes([number]) * (number * 50)
    assert 0 < cache.memory_size <= 10_000


def test_an_entry_that_is_too_large_is_read_from_disk_each_time(tmp_path):
    cache = MemoryCache(tmp_path, largest_entry=100)
    cache.put("key", bytes(101))
    assert cache.get("key") == bytes(101)
    assert cache.memory_size == 0
