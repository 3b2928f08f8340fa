"""What `coach serve` and `coach publish` share: the studio behind a listener."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.progress import Event, Listener, nobody

if TYPE_CHECKING:
    from coach.publish.episode import Maker, MakerFor
    from coach.settings import Settings


def maker_for(year: int, listener: Listener = nobody) -> MakerFor:
    """Return a function from settings to a studio that stamps files with this year; `listener` hears everything too."""
    from coach.pipeline import Studio
    from coach.publish.memory import RememberingCache
    from coach.settings import cache_path

    cache = RememberingCache(cache_path())

    def make(settings: Settings, other: Listener) -> Maker:
        def both(event: Event) -> None:
            other(event)
            listener(event)

        return Studio(settings, both, year=year, cache=cache)

    return make
