from hypothesis import given
from hypothesis import strategies as st

from coach.web.lru import LruCache


def test_the_value_that_was_used_longest_ago_is_removed_first():
    cache = LruCache(2)
    cache.put("a", 1)
    cache.put("b", 2)
    cache.get("a")
    cache.put("c", 3)
    assert [cache.get(key) for key in "abc"] == [1, None, 3]


def test_large_values_count_for_more():
    cache = LruCache(10, len)
    cache.put("a", "12345")
    cache.put("b", "12345")
    cache.put("c", "123456")
    assert [cache.get(key) for key in "abc"] == [None, None, "123456"]
    assert cache.size == 6


def test_a_value_larger_than_the_limit_is_returned_but_not_kept():
    cache = LruCache(3, len)
    cache.put("a", "1")
    assert cache.put("b", "1234") == "1234"
    assert (cache.get("a"), cache.get("b")) == ("1", None)


def test_a_new_value_replaces_the_one_under_its_key_even_if_it_is_too_large_to_keep():
    cache = LruCache(3, len)
    cache.put("a", "1")
    cache.put("a", "22")
    assert (cache.get("a"), cache.size) == ("22", 2)
    cache.put("a", "4444")
    assert (cache.get("a"), cache.size) == (None, 0)


@given(st.lists(st.tuples(st.integers(0, 9), st.binary(max_size=20))))
def test_the_size_is_that_of_the_kept_values_and_never_above_the_limit(puts):
    cache = LruCache(30, len)
    for key, value in puts:
        cache.put(key, value)
        kept = [value for number in range(10) if (value := cache.get(number)) is not None]
        assert cache.size == sum(map(len, kept)) <= 30
