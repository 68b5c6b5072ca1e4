/**
 * One text for what a reader took a JSON value for, so that readers in two languages can be compared: members sorted,
 * numbers by what they are worth, to the last digit of an integer, and the sign of a zero.
 */
export const normalForm = (value: unknown): string => {
  if (typeof value === 'bigint') return `#${value}`;
  if (typeof value === 'number') return normalNumber(value);
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(normalForm).join(',')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const members = Object.keys(value).map((name): readonly [string, string] => [
    quoted(name),
    normalForm(Object.getOwnPropertyDescriptor(value, name)?.value),
  ]);
  members.sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${members.map((pair) => pair.join(':')).join(',')}}`;
};

const normalNumber = (value: number): string => {
  if (Object.is(value, -0)) return '#-0';
  if (Number.isInteger(value)) return `#${BigInt(value)}`;
  if (!Number.isFinite(value)) return `#${value}`;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return `#x${view.getBigUint64(0).toString(16).padStart(16, '0')}`;
};

/** In ASCII alone, each other unit by its number. */
const quoted = (text: string): string =>
  `"${text.replaceAll(/[^ !#-[\]-~]/g, (unit) => [...Array(unit.length).keys()].map((at) => `\\u${unit.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''))}"`;
