/** Messages as bytes, and what somebody could do to them so that two readers see two messages. */

const call = (args: string, rest = ''): string =>
  `{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"read_file","arguments":${args}${rest}}}`;

export const SEEDS: readonly string[] = [
  call('{"path":"/srv/data/a.txt"}'),
  call(
    '{"path":"/srv/é/\u{1f600}.txt","limit":25,"deep":{"list":[1,2.5,{"to":"x"}]}}',
    ',"_meta":{"progressToken":"t"}',
  ),
  call('{"query":"select \\"a\\" from t\\n","constructor":{"x":true},"n":-12.75}'),
  '{"jsonrpc":"2.0","id":"r-1","method":"resources/read","params":{"uri":"file:///srv/data/b.txt"}}',
  '{"jsonrpc":"2.0","id":7,"result":{"content":[{"type":"text","text":"hello"}],"structuredContent":{"total":12,"rate":0.1},"isError":false}}',
  '{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":1,"progress":0.5,"total":2}}',
  '{"jsonrpc":"2.0","id":9,"error":{"code":-32602,"message":"no such tool","data":{"name":"x"}}}',
  '[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"a","arguments":{"b":1}}}]',
];

export interface MutantMessage {
  readonly what: string;
  readonly bytes: Uint8Array;
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A member's name spelt with an escape: another text, the same name. */
const escapedName = (name: string): string =>
  `\\u${name.charCodeAt(0).toString(16).padStart(4, '0')}${name.slice(1)}`;
const otherCase = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
/** `ſ` and the Kelvin sign fold to s and k for some readers. */
const folded = (name: string): string =>
  name.replace('s', '\u017f').replace('k', '\u212a').replace('K', '\u212a');

const EVIL = ['"/etc/shadow"', '{"path":"/etc/shadow"}', '"tools/call"', '99', 'null'] as const;
const NUMBERS = [
  '1e400', '-1e400', '1e-400', '-0', '-0.0', '-0e1', '0.1000000000000000055', '9007199254740993', '-9007199254740993', '18446744073709551616',
  '12345678901234567890', '1152921504606846976', '100000000000000000000', '1e21', '1E+2', '1.0', '0.30000000000000004', '4.9e-324', '2.2250738585072011e-308',
  '123456789012345678901234567890', '0.1000000000000000055511151231257827021181583404541015625', '1e5', '00', '01', '+1', '.5', '5.', '0x10', '1_000',
  'NaN', 'Infinity', '-Infinity', '1e', `1${'0'.repeat(400)}`, `0.${'3'.repeat(400)}`, '9007199254740991', '-9007199254740991', '2e-7',
]; // prettier-ignore
const STRINGS = [
  '"\\ud800"', '"\\udc00\\ud800"', '"\\ud83d\\ude00"', '"a\\u0000b"', '"\\u2028"', '"\u2028\u2029\u0085"', '"\\x41"', "'a'", '"a\tb"', '"\\/"', '"\\u0065"',
  '"\\uD83D"', '"\u{1f600}"', '"\\u00e9"', '"e\u0301"', '"\ufeff"', '"\\"', '"a\nb"', '"\\u{41}"', '"\\U0041"', '"\\u004"',
]; // prettier-ignore
const AROUND: readonly (readonly [string, string])[] = [
  ['\ufeff', ''], ['', 'x'], ['', '}'], ['', '\0'], ['\0', ''], ['/* c */', ''], ['', '// c'], ['\v', ''], ['\f', ''], ['\u00a0', ''], ['', '\u2028'],
  ['  \t', '\r\n'], ['[', ']'], ['', ','], ['', '\n{"jsonrpc":"2.0","method":"x"}'], [')]}\',\n', ''], ['"', '"'], ['', '\u0085'],
]; // prettier-ignore

/** Every string in the text that is the name of a member, with where it begins and ends. */
const namesIn = (
  text: string,
): readonly { readonly name: string; readonly start: number; readonly end: number }[] =>
  [...text.matchAll(/"([A-Za-z_]+)":/g)].map((match) => ({
    name: match[1] ?? '',
    start: match.index,
    end: match.index + match[0].length,
  }));
const valuesIn = (text: string, form: RegExp): readonly { readonly start: number; readonly end: number }[] =>
  [...text.matchAll(form)].map((match) => ({ start: match.index + 1, end: match.index + match[0].length }));

const units = (text: string): readonly number[] =>
  Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));

const spliced = (text: string, start: number, end: number, piece: string): string =>
  text.slice(0, start) + piece + text.slice(end);

export const mutants = (): readonly MutantMessage[] => {
  const all: MutantMessage[] = [];
  const add = (what: string, text: string | Uint8Array): void => {
    all.push({ what, bytes: typeof text === 'string' ? utf8(text) : text });
  };
  for (const seed of SEEDS) {
    add('as it is', seed);
    for (const { name, start } of namesIn(seed))
      for (const [how, spelt] of [
        ['same', name],
        ['escaped', escapedName(name)],
        ['in another case', otherCase(name)],
        ['folded', folded(name)],
        ['with a NUL', `${name}\\u0000x`],
        ['with half a pair', `${name}\\ud800`],
        ['with a hidden character', `${name}\u200b`],
      ] as const)
        for (const value of EVIL.slice(0, how === 'same' || how === 'in another case' ? 4 : 1))
          add(`a second \`${name}\`, ${how}`, spliced(seed, start, start, `"${spelt}":${value},`));
    for (const { name, start, end } of namesIn(seed)) {
      // Before the ends of objects, so that whoever takes the last one takes it: the nearest, the outermost, the one within it.
      const last = seed.lastIndexOf('}');
      for (const close of new Set([seed.indexOf('}', end), last, seed.lastIndexOf('}', last - 1)]))
        for (const spelt of [name, otherCase(name), folded(name)])
          add(`a second \`${name}\` as \`${spelt}\``, spliced(seed, close, close, `,"${spelt}":"/etc/shadow"`));
      add(`\`${name}\` in another case only`, spliced(seed, start, end, `"${otherCase(name)}":`));
      add(`\`__proto__\` beside \`${name}\``, spliced(seed, start, start, '"__proto__":{"path":"/etc/shadow"},'));
    }
    for (const { start, end } of valuesIn(seed, /[:[,]-?\d[\d.]*/g))
      for (const number of NUMBERS) add(`the number ${number.slice(0, 24)}`, spliced(seed, start, end, number));
    for (const { start, end } of valuesIn(seed, /:"[^"\\]*"/g))
      for (const string of STRINGS) add(`the string ${JSON.stringify(string)}`, spliced(seed, start, end, string));
    for (const [before, behind] of AROUND) add('something around it', before + seed + behind);
    add('UTF-16', Uint8Array.from(units(seed).flatMap((unit) => [unit & 0xff, unit >> 8])));
    add('Latin-1', Uint8Array.from(units(seed).map((unit) => unit & 0xff)));
    for (const bad of [[0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xff], [0xf5, 0x80, 0x80, 0x80], [0xe2, 0x80], [0x80], [0xc1, 0xa2]]) {
      const at = utf8(seed.slice(0, seed.lastIndexOf('"'))).length;
      const bytes = utf8(seed);
      add('bytes that are no UTF-8', Uint8Array.from([...bytes.subarray(0, at), ...bad, ...bytes.subarray(at)]));
    }
    for (const depth of [100, 140, 900]) {
      const end = seed.lastIndexOf('}');
      add(`${depth} deep`, spliced(seed, end, end, `,"deep":${'['.repeat(depth)}${']'.repeat(depth)}`));
    }
    for (const comma of ['{,', '{"a":1,', '{"a"1,', '{a:1,', "{'a':1,", '{"a":1;', '{"a":undefined,', '{"a":true,"a":false,'])
      add('the grammar bent', seed.replace('{', comma));
  }
  return all;
}; // prettier-ignore
