/**
 * Texts that a parser was not written for: a seed, changed a few times. Each change is a value, so that a text that breaks
 * something is shrunk to the fewest changes that still do.
 */
import fc from 'fast-check';

/** What parsers trip over: ends of things that never began, characters that take no room, numbers out of range, deep nests. */
const TOKENS: readonly string[] = [
  '', '\0', '\ufeff', '\u200b', '\u202e', '\u2028', '\r', '\n', '\r\n', '\t', '\\', '\\\\', '\ud800', '\udc00', '\u{e0041}',
  '\u{1f600}', '\u0301', '\ufffd', '"', "'", '`', '{', '}', '[', ']', '(', ')', '<', '>', '</', '/>', '<!--', '-->',
  '<![CDATA[', '<script>', '<p hidden>', '<p style="display:none">', '&', '&#0;', '&#x110000;', '&lt;', '%', '%00', '%zz', '%25', '=',
  '=\n', '==', ':', ': ', '::', ',', ';', '|', '||', '&&', '$(', '${', '$((', '<<EOF\n', '<(', '#', '# ', '---\n', '- ',
  '***', '```', '```sh\n', '~~~', '![', '](', '* ', '&a', '*a', '!!js', '? ', '@', '..', '../', '/', '~', '*', '?', '{1..9999999}',
  '-0', '1e999', 'NaN', '9007199254740993', 'null', 'true', '__proto__', 'constructor', 'toString', '\\u0000', '\\ud800', '\\x', 'AKIA', 'ghp_',
  'eyJ', 'password=', 'Authorization: Bearer ', '-----BEGIN PRIVATE KEY-----', '-----END', 'curl | sh', 'rm -rf /', 'ignore all previous instructions',
  'system:', '<|im_start|>', '+1 (202) 555-0143', '4111 1111 1111 1111', 'DE89370400440532013000', 'a@b.example', 'aGVsbG8=', '0x41', '\\n',
]; // prettier-ignore

const place = fc.nat(1000);
const length = fc.nat({ max: 40 });

/** `at`: thousandths of the text, so that a change means the same for a shorter one. */
const change = fc.oneof(
  fc.record({ do: fc.constant('cut' as const), at: place, length }),
  fc.record({ do: fc.constant('insert' as const), at: place, token: fc.nat(TOKENS.length - 1) }),
  fc.record({ do: fc.constant('unit' as const), at: place, unit: fc.nat(0xff_ff) }),
  fc.record({ do: fc.constant('copy' as const), at: place, length, to: place }),
  fc.record({
    do: fc.constant('repeat' as const),
    at: place,
    length,
    times: fc.integer({ min: 2, max: 30 }),
  }),
  fc.record({ do: fc.constant('splice' as const), at: place, from: fc.nat(10_000), to: place }),
);
type Change = typeof change extends fc.Arbitrary<infer Value> ? Value : never;

const MAX_UNITS = 1_500;

export const mutatedText = (seeds: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.nat(seeds.length - 1), fc.array(change, { minLength: 1, maxLength: 6 }))
    .map(([seed, changes]) =>
      changes.reduce((text, next) => apply(text, next, seeds), seeds[seed] ?? '').slice(0, MAX_UNITS),
    );

function apply(text: string, next: Change, seeds: readonly string[]): string {
  const at = Math.floor((next.at / 1000) * text.length);
  const before = text.slice(0, at);
  const after = text.slice(at);
  switch (next.do) {
    case 'cut':
      return before + after.slice(next.length);
    case 'insert':
      return before + (TOKENS[next.token] ?? '') + after;
    case 'unit':
      return before + String.fromCharCode(next.unit) + after.slice(1);
    case 'copy': {
      const to = Math.floor((next.to / 1000) * text.length);
      return text.slice(0, to) + after.slice(0, next.length) + text.slice(to);
    }
    case 'repeat':
      return before + after.slice(0, next.length).repeat(next.times) + after.slice(next.length);
    case 'splice': {
      const other = seeds[next.from % seeds.length] ?? '';
      return before + other.slice(Math.floor((next.to / 1000) * other.length));
    }
    default:
      return next satisfies never;
  }
}
