"""What `coach serve` and `coach publish` share: the studio behind a listener."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.progress import Event, Listener, nobody

if TYPE_CHECKING:
    from coach.settings import Settings
    from coach.web.episode import RendererFactory, SessionRenderer


def renderer_factory(year: int, listener: Listener = nobody) -> RendererFactory:
    """Return a function from settings to a studio that stamps files with this year; `listener` hears everything too."""
    from coach.session.renderer import Renderer
    from coach.settings import cache_path
    from coach.web.memory_cache import RememberingCache

    cache = RememberingCache(cache_path())

    def make(settings: Settings, other: Listener) -> SessionRenderer:
        def both(event: Event) -> None:
            other(event)
            listener(event)

        return Renderer(settings, both, year=year, cache=cache)

    return make
