"""Units after numbers, as runners write them, in English words."""

from __future__ import annotations

from typing import Final

COUNTED: Final = {
    "km": ("kilometre", "kilometres"),
    "k": ("K", "K"),
    "mi": ("mile", "miles"),
    "m": ("metre", "metres"),
    "cm": ("centimetre", "centimetres"),
    "mm": ("millimetre", "millimetres"),
    "ft": ("foot", "feet"),
    "yd": ("yard", "yards"),
    "kg": ("kilogram", "kilograms"),
    "g": ("gram", "grams"),
    "lb": ("pound", "pounds"),
    "lbs": ("pound", "pounds"),
    "oz": ("ounce", "ounces"),
    "l": ("litre", "litres"),
    "ml": ("millilitre", "millilitres"),
    "kcal": ("calorie", "calories"),
    "h": ("hour", "hours"),
    "hr": ("hour", "hours"),
    "hrs": ("hour", "hours"),
    "min": ("minute", "minutes"),
    "mins": ("minute", "minutes"),
    "s": ("second", "seconds"),
    "sec": ("second", "seconds"),
    "secs": ("second", "seconds"),
    "mph": ("mile per hour", "miles per hour"),
    "km/h": ("kilometre per hour", "kilometres per hour"),
    "kph": ("kilometre per hour", "kilometres per hour"),
    "bpm": ("beat per minute", "beats per minute"),
    "spm": ("step per minute", "steps per minute"),
    "min/km": ("minute per kilometre", "minutes per kilometre"),
    "min/mi": ("minute per mile", "minutes per mile"),
    "min/mile": ("minute per mile", "minutes per mile"),
    "%": ("percent", "percent"),
    "°c": ("degree Celsius", "degrees Celsius"),
    "°f": ("degree Fahrenheit", "degrees Fahrenheit"),
    "°": ("degree", "degrees"),
    "x": ("time", "times"),
}
"""One and many of each unit."""

RATES: Final = {"/km": "per kilometre", "/mi": "per mile", "/mile": "per mile"}

METERS_FROM: Final = 100
"""From this number on, an `m` that adjoins its number means metres; below, minutes."""

UNIT: Final = (
    r"(%|°[cCfF]?|[xX](?![\w×])|(?:min/km|min/mile|min/mi|[kK]m/h|kph|mph|bpm|spm|kcal|[kK]m|cm|mm|ml|kg|lbs?|oz|ft|yd|mi|"
    r"mins?|secs?|hrs?|[kK]|[mglhs])\b(?![/'’]))"
)
"""A pattern with one group."""


def unit_after(unit: str, *, one: bool, number: str, gap: bool) -> str:
    """Say a unit after its number. `gap` tells whether a space stands between: `5m` is minutes, `5 m` metres."""
    name = unit.lower()
    if name == "m" and not gap and int(number.replace(",", "")) < METERS_FROM:
        name = "min"
    return COUNTED[name][0 if one else 1]
