/** IPv4 as `inet_aton` reads it: `127.1`, `0x7f000001`, `2130706433`, `0177.0.0.1` are all 127.0.0.1. */
export function readIpv4(text: string): string | undefined {
  const first = text.charCodeAt(0);
  if (first < 48 || first > 57) return undefined;
  const parts = text.split('.');
  if (parts.at(-1) === '' && parts.length > 1) parts.pop();
  if (parts.length > 4) return undefined;
  const numbers: number[] = [];
  for (const part of parts) {
    const value = readNumber(part);
    if (value === undefined) return undefined;
    numbers.push(value);
  }
  const last = numbers.pop() ?? 0;
  if (numbers.some((value) => value > 255) || last >= 256 ** (4 - numbers.length)) return undefined;
  let address = last;
  for (const [index, value] of numbers.entries()) address += value * 256 ** (3 - index);
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

function readNumber(part: string): number | undefined {
  if (/^0x[0-9a-f]{0,12}$/i.test(part)) return part.length === 2 ? 0 : Number.parseInt(part, 16);
  if (/^0[0-7]{0,16}$/.test(part)) return Number.parseInt(part, 8);
  return /^[0-9]{1,12}$/.test(part) ? Number.parseInt(part, 10) : undefined;
}

/** Eight groups, or nothing when the text is no IPv6 address. A zone (`%eth0`) is dropped. */
export function readIpv6(given: string): readonly number[] | undefined {
  let text = given.replace(/%.*$/, '');
  if (!text.includes(':') || text.length > 45) return undefined;
  const ending = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (ending) {
    const four = readIpv4(ending[2] ?? '')
      ?.split('.')
      .map(Number);
    if (!four) return undefined;
    const [a = 0, b = 0, c = 0, d = 0] = four;
    text = `${ending[1]}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  }
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.map((group) => Number.parseInt(group, 16));
}

const dotted = (high = 0, low = 0): string => [high >> 8, high & 255, low >> 8, low & 255].join('.');

/** The IPv4 address inside a mapped, compatible, NAT64 or 6to4 address. */
export function ipv4Inside(groups: readonly number[]): string | undefined {
  const zeros = (count: number): boolean => groups.slice(0, count).every((group) => group === 0);
  if (groups[0] === 0x2002) return dotted(groups[1], groups[2]);
  if (groups[0] === 0x64 && groups[1] === 0xff9b) return dotted(groups[6], groups[7]);
  if (zeros(5) && groups[5] === 0xffff) return dotted(groups[6], groups[7]);
  const compatible = zeros(6) && ((groups[6] ?? 0) !== 0 || (groups[7] ?? 0) > 1);
  return compatible ? dotted(groups[6], groups[7]) : undefined;
}

/** RFC 5952: lower case, the longest run of zero groups as `::`. */
export function writeIpv6(groups: readonly number[]): string {
  let best = { start: -1, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  const hex = groups.map((group) => group.toString(16));
  if (best.start < 0) return hex.join(':');
  return `${hex.slice(0, best.start).join(':')}::${hex.slice(best.start + best.length).join(':')}`;
}
