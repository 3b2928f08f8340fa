"""The Jinja2 environment of coaching lines, with bounds: a style may come from anybody, and must end soon and stay small.

There is no clock, no thread and no process in it, so that it works in a browser and the same template always ends the same way:
every loop, macro and template pays for what is in it out of a budget, and so does every character that is printed. A template
chooses words: what could make more of them than that (long numbers, repetition, nested lists, most filters) is not there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, Final

from jinja2 import BytecodeCache, FileSystemLoader, StrictUndefined, TemplateRuntimeError, TemplateSyntaxError, Undefined, nodes
from jinja2.filters import FILTERS
from jinja2.runtime import BlockReference, LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace

BUDGET: Final = 300_000
"""What one rendering may spend: a unit for each character that is printed, and for each part of a template that is passed."""

LONGEST_VALUE: Final = 2_000
"""Characters of a text, or items of a list, that a template may build."""

LONGEST_RANGE: Final = 100
LARGEST_NUMBER: Final = 999_999
"""The largest that every language says."""

LARGEST_TEMPLATE: Final = 100_000
"""Characters."""


FILTERS_ALLOWED: Final = (
    "abs", "capitalize", "count", "d", "default", "first", "float", "int", "join", "last", "length", "list", "lower", "max",
    "min", "round", "sort", "sum", "title", "trim", "unique", "upper",
)  # fmt: skip

_SCALARS: Final = (str, int, float, type(None), Undefined)
_TABLE_METHODS: Final = frozenset({"get", "keys", "values"})


class LinesEnvironment(ImmutableSandboxedEnvironment):
    """Renders templates within a budget. May be used from several threads."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self, folders: Sequence[Path], in_words: Callable[[Any], Any], bytecode_cache: BytecodeCache | None) -> None:
        """Read templates from `folders`, the first that has one; `in_words` turns what is printed into spoken words."""
        super().__init__(
            loader=FileSystemLoader(folders),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,  # spoken text, never HTML
            auto_reload=False,
            finalize=self._printed,
            bytecode_cache=bytecode_cache,
        )
        self._in_words = in_words
        self._left = threading.local()
        self._functions: set[Callable[..., Any]] = set()
        self.filters = {name: _bounded(FILTERS[name]) for name in FILTERS_ALLOWED}
        self.globals = {"namespace": Namespace}
        self.offer(range=_range)

    def offer(self, **functions: Callable[..., Any]) -> None:
        """Let templates call functions of ours, by these names."""
        bounded = {name: _bounded(function) for name, function in functions.items()}
        self.globals |= bounded
        self._functions |= set(bounded.values())

    def add_filters(self, **functions: Callable[..., Any]) -> None:
        """Let templates use functions of ours as filters, by these names."""
        self.filters |= {name: _bounded(function) for name, function in functions.items()}

    def text(self, name: str, context: dict[str, object]) -> str:
        """Render a template. Raises what Jinja2 raises, and TemplateRuntimeError for one that goes on too long."""
        self._left.units = BUDGET
        return self.get_template(name).render(context)

    def spend(self, units: int) -> None:
        """Pay for a part of a template that is passed. Raises TemplateRuntimeError where nothing is left."""
        left = getattr(self._left, "units", BUDGET) - units
        self._left.units = left
        if left < 0:
            raise TemplateRuntimeError("it goes on and on: too many repetitions, or too much text")

    def joined(self, *parts: object) -> str:
        """Join texts and numbers in words: what `~` does."""
        return _short_text("".join(str(self._in_words(_scalar(part))) for part in parts))

    def flat(self, items: Any) -> Any:  # noqa: ANN401 - a list, a tuple or a table of whatever a template holds
        """Return a list or a table that holds no other one."""
        for item in items.values() if isinstance(items, dict) else items:
            _scalar(item)
        return items

    def is_safe_callable(self, obj: Any) -> bool:  # noqa: ANN401 - whatever a template calls
        """Allow what the product offers, a template's own macros and blocks, and looking something up in a table."""
        owner = getattr(obj, "__self__", None)
        if owner is self or isinstance(obj, Macro | BlockReference | LoopContext) or obj is Namespace:
            return True
        if isinstance(owner, LoopContext):
            return True
        if isinstance(owner, dict):
            return getattr(obj, "__name__", "") in _TABLE_METHODS
        return callable(obj) and obj in self._functions

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401 - as Jinja2 declares it
        """Add and multiply numbers of a sensible size, and put short texts together."""
        if operator == "+" and isinstance(left, str | list | tuple):
            _short(left, right)
        elif operator == "**" or not isinstance(left, int | float) or not isinstance(right, int | float):
            raise TemplateRuntimeError(f"{operator} is for numbers; write words out")
        result = super().call_binop(context, operator, left, right)
        return _sensible(result) if isinstance(result, int | float) else result

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        if len(source) > LARGEST_TEMPLATE:
            raise TemplateSyntaxError(f"more than {LARGEST_TEMPLATE} characters", 1, name, filename)
        return super()._parse(source, name, filename)

    def _generate(self, source: nodes.Template, *rest: Any, **named: Any) -> str:  # noqa: ANN401 - handed on as they are
        return super()._generate(_with_payments(source, self), *rest, **named)

    def _printed(self, value: Any) -> Any:  # noqa: ANN401 - whatever a template prints
        words = self._in_words(_sensible(value) if isinstance(value, int | float) else _scalar(value))
        self.spend(len(words) if isinstance(words, str) else 1)
        return words


def _with_payments(template: nodes.Template, environment: LinesEnvironment) -> nodes.Template:
    """Let every body that may be passed more than once begin with its payment, and every value that is built be checked."""

    def call(method: str, *arguments: nodes.Expr) -> nodes.Call:
        return nodes.Call(nodes.EnvironmentAttribute(method), list(arguments), [], None, None, environment=environment)

    bodies: list[Any] = [template, *template.find_all((nodes.For, nodes.Macro, nodes.CallBlock, nodes.Block))]
    for body in bodies:
        payment = nodes.ExprStmt(call("spend", nodes.Const(_cost(body.body))), environment=environment)
        body.body.insert(_after_extends(body.body), payment.set_lineno(body.lineno, override=True))
    _replace(template, call)
    return template


def _after_extends(body: list[nodes.Node]) -> int:
    return next((place + 1 for place, node in enumerate(body) if isinstance(node, nodes.Extends)), 0)


def _cost(body: list[nodes.Node]) -> int:
    cost = 10
    for part in body:
        cost += 1 + sum(1 for _ in part.find_all(nodes.Node))
        cost += sum(len(data.data) for data in part.find_all(nodes.TemplateData))
    return cost


def _replace(node: nodes.Node, call: Callable[..., nodes.Call]) -> None:
    """Replace what joins texts and builds lists, below a node, by calls that check what comes of it."""
    for name, value in node.iter_fields():
        if isinstance(value, list):
            value[:] = [_checked(item, call) if isinstance(item, nodes.Node) else item for item in value]
        elif isinstance(value, nodes.Node):
            setattr(node, name, _checked(value, call))


def _checked(node: nodes.Node, call: Callable[..., nodes.Call]) -> nodes.Node:
    _replace(node, call)
    if isinstance(node, nodes.Concat):
        return call("joined", *node.nodes).set_lineno(node.lineno, override=True)
    is_built = isinstance(node, nodes.List | nodes.Tuple | nodes.Dict) and getattr(node, "ctx", "load") == "load"
    if is_built and not all(isinstance(item, nodes.Const) for item in _items(node)):
        assert isinstance(node, nodes.Expr)
        return call("flat", node).set_lineno(node.lineno, override=True)
    return node


def _items(node: nodes.Node) -> list[nodes.Expr]:
    return [pair.value for pair in node.items] if isinstance(node, nodes.Dict) else node.items  # type: ignore[attr-defined]


def _bounded(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let a function take and give only short texts and numbers of a sensible size."""

    @wraps(function)
    def filtered(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever a template holds
        for argument in (*arguments, *named.values()):
            if isinstance(argument, int | float):
                _sensible(argument)
        result = function(*arguments, **named)
        if isinstance(result, int | float):
            return _sensible(result)
        return _short_text(result) if isinstance(result, str) else result

    return filtered


def _range(*bounds: int) -> range:
    numbers = range(*bounds)
    if len(numbers) > LONGEST_RANGE:
        raise TemplateRuntimeError(f"a range has at most {LONGEST_RANGE} numbers")
    return numbers


def _scalar(value: Any) -> Any:  # noqa: ANN401 - whatever a template holds
    if isinstance(value, _SCALARS):
        return value
    raise TemplateRuntimeError(f"a {type(value).__name__} is no text; print its words one by one")


def _sensible(number: float) -> float:
    if isinstance(number, bool) or -LARGEST_NUMBER <= number <= LARGEST_NUMBER:
        return number
    raise TemplateRuntimeError(f"a number beyond {LARGEST_NUMBER}")


def _short(left: Any, right: Any) -> None:  # noqa: ANN401 - texts or lists
    if len(left) + len(right) > LONGEST_VALUE:
        raise TemplateRuntimeError(f"a text or list of more than {LONGEST_VALUE}")


def _short_text(text: str) -> str:
    _short(text, "")
    return text
