"""Reads each line's bytes, and what was forwarded of them, as Python's own json does; answers in normal form."""

import base64
import json
import struct
import sys


def quoted(text):
    out = []
    for character in text:
        if " " <= character <= "~" and character not in '"\\':
            out.append(character)
            continue
        units = character.encode("utf-16-be", "surrogatepass")
        for at in range(0, len(units), 2):
            out.append("\\u%04x" % ((units[at] << 8) | units[at + 1]))
    return '"' + "".join(out) + '"'


def normal(value):
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, int):
        return "#%d" % value
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            return "#NaN" if value != value else ("#Infinity" if value > 0 else "#-Infinity")
        if value == 0 and struct.pack(">d", value)[0] == 0x80:
            return "#-0"
        if value.is_integer():
            return "#%d" % int(value)
        return "#x" + struct.pack(">d", value).hex()
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return "[" + ",".join(normal(item) for item in value) + "]"
    pairs = sorted((quoted(name), normal(item)) for name, item in value.items())
    return "{" + ",".join(name + ":" + item for name, item in pairs) + "}"


def read(text):
    try:
        return normal(json.loads(text))
    except (ValueError, RecursionError):
        return None


sys.set_int_max_str_digits(0)
for line in sys.stdin.buffer:
    asked = json.loads(line)
    forwarded = asked["forwarded"]
    print(
        json.dumps(
            {
                "raw": read(base64.b64decode(asked["raw"])),
                "forwarded": None if forwarded is None else read(forwarded),
                "lines": 0 if forwarded is None else len(forwarded.splitlines()),
            }
        )
    )
