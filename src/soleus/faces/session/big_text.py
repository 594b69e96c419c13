"""Numbers and words in letters large enough to read from across the room."""

from __future__ import annotations

__all__ = ["big_height", "big_text", "big_width", "largest_scale"]

#: Seven rows of five dots for each character, one hexadecimal number a row.
_GLYPHS = {
    "0": "0E11111111110E", "1": "040C040404040E", "2": "0E11010204081F", "3": "1F02040201110E",
    "4": "02060A121F0202", "5": "1F101E0101110E", "6": "0608101E11110E", "7": "1F010204080808",
    "8": "0E11110E11110E", "9": "0E11110F01020C", "A": "0E1111111F1111", "B": "1E11111E11111E",
    "C": "0E11101010110E", "D": "1C12111111121C", "E": "1F10101E10101F", "F": "1F10101E101010",
    "G": "0E11101711110F", "H": "1111111F111111", "I": "0E04040404040E", "J": "0702020202120C",
    "K": "11121418141211", "L": "1010101010101F", "M": "111B1515111111", "N": "11111915131111",
    "O": "0E11111111110E", "P": "1E11111E101010", "Q": "0E11111115120D", "R": "1E11111E141211",
    "S": "0F10100E01011E", "T": "1F040404040404", "U": "1111111111110E", "V": "11111111110A04",
    "W": "1111111515150A", "X": "11110A040A1111", "Y": "1111110A040404", "Z": "1F01020408101F",
    ":": "00040400040400", "/": "01010204081010", " ": "00000000000000", "-": "0000001F000000",
}  # fmt: skip
_WIDE, _HIGH = 5, 7
#: Characters of which only these dots of a row are drawn, from the right.
_NARROW = {":": (2,), " ": (2, 1)}
_HALVES = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}


def big_width(text: str, scale: int) -> int:
    """Columns of a text; a character is five dots wide, a colon one, and they are one apart."""
    return max(0, sum(len(_NARROW.get(c, range(_WIDE))) + 1 for c in text) - 1) * scale


def big_height(scale: int) -> int:
    """Rows of a text: a row of the screen is two dots high."""
    return (_HIGH * scale + 1) // 2


def largest_scale(text: str, width: int, height: int, most: int = 4) -> int:
    """The largest scale at which a text fits, 0 for none."""
    fits = (
        s
        for s in range(most, 0, -1)
        if big_width(text, s) <= width and big_height(s) <= height
    )  # fmt: skip
    return next(fits, 0)


def big_text(text: str, scale: int, plain_characters: bool = False) -> list[str]:
    """The rows of a text in large letters, each `big_width` wide; characters there is no picture
    of are blank. `plain_characters` uses # alone, for terminals without block characters."""
    dots = [_dot_row(text.upper(), row, scale) for row in range(_HIGH) for _ in range(scale)]
    if len(dots) % 2:
        dots.append([0] * len(dots[0]))
    rows = []
    for upper, lower in zip(dots[::2], dots[1::2], strict=True):
        pairs = zip(upper, lower, strict=True)
        if plain_characters:
            rows.append("".join("#" if u or w else " " for u, w in pairs))
        else:
            rows.append("".join(_HALVES[pair] for pair in pairs))
    return rows


def _dot_row(text: str, row: int, scale: int) -> list[int]:
    dots: list[int] = []
    for character in text:
        bits = int(_GLYPHS.get(character, _GLYPHS[" "])[2 * row : 2 * row + 2], 16)
        for place in _NARROW.get(character, range(_WIDE - 1, -1, -1)):
            dots += [bits >> place & 1] * scale
        dots += [0] * scale
    return dots[:-scale] if dots else []
