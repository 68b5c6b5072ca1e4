import { bytes, calls, type Attack, type Turn } from './attack.ts';

const EVIL = '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"evil","arguments":{}}}';
const READ = EVIL.replace('evil', 'read');

/** A call of `evil`, which nobody has approved, in a line that some reader takes for something else. */
const LINES: readonly (readonly [what: string, line: string | Uint8Array])[] = [
  [
    'has its tool twice, the approved one first',
    EVIL.replace('"name":"evil"', '"name":"read","name":"evil"'),
  ],
  ['has its tool twice, the approved one last', EVIL.replace('"name":"evil"', '"name":"evil","name":"read"')],
  ['has its tool twice, once with an escape', EVIL.replace('"name":"evil"', '"name":"evil","n\\u0061me":"read"')], // prettier-ignore
  ['has its parameters twice', EVIL.replace('"params":{', '"params":{"name":"read"},"params":{')],
  ['has its method twice', EVIL.replace('"method":', '"method":"ping","method":')],
  ['has its id twice', EVIL.replace('"id":1', '"id":1,"id":2')],
  ['has its version twice', EVIL.replace('{"jsonrpc":"2.0"', '{"jsonrpc":"1.0","jsonrpc":"2.0"')],
  ['is of another version', EVIL.replace('"2.0"', '"1.0"')],
  ['is of no version', EVIL.replace('"jsonrpc":"2.0",', '')],
  ['is of a version that is a number', EVIL.replace('"2.0"', '2.0')],
  ['has a byte order mark', `\ufeff${EVIL}`],
  ['is in UTF-16 for some', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(EVIL)])],
  ['holds bytes that are no UTF-8', Buffer.from(EVIL.replace('{}', '{"x":"\u00ff"}'), 'latin1')],
  ['holds a letter in more bytes than it needs', Buffer.concat([Buffer.from(EVIL.slice(0, -3)), Buffer.from([0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31]), Buffer.from('}}}')])], // prettier-ignore
  ['holds half a sign', EVIL.replace('{}', '{"x":"\\ud800"}')],
  ['has half a sign as a member', EVIL.replace('{}', '{"\\udc00":1}')],
  ['holds a number that no double keeps', EVIL.replace('{}', '{"x":12345678901234567890}')],
  ['holds a number beyond all', EVIL.replace('{}', '{"x":1e999}')],
  ['holds a number with a zero before it', EVIL.replace('{}', '{"x":01}')],
  ['has an id that no double keeps', EVIL.replace('"id":1', '"id":90071992547409931')],
  ['has an id that is a fraction', EVIL.replace('"id":1', '"id":1.5')],
  ['has an id that is a list', EVIL.replace('"id":1', '"id":[1]')],
  ['has an id that is nothing', EVIL.replace('"id":1', '"id":null')],
  ['has an id that is true', EVIL.replace('"id":1', '"id":true')],
  ['ends with a comma', EVIL.replace('{}', '{"x":1,}')],
  ['has a comment in it', EVIL.replace('{}', '{/* no harm */}')],
  ['has members without quotes', EVIL.replace('"params":', 'params:')],
  ['holds no number for some', EVIL.replace('{}', '{"x":NaN}')],
  ['has a second message behind it', `${READ}${EVIL}`],
  ['has a second message behind a space', `${READ} ${EVIL}`],
  ['has a second message behind a carriage return', `${READ}\r${EVIL}`],
  ['has a zero byte behind it', `${EVIL}\0`],
  ['has a zero byte before it', `\0${EVIL}`],
  ['is deeper than any', EVIL.replace('{}', `{"x":${'['.repeat(5000)}${']'.repeat(5000)}}`)],
  ['sets what all objects come from', EVIL.replace('{}', '{"__proto__":{"name":"read"}}')],
  ['has what all objects come from among its parameters', EVIL.replace('"name":"evil"', '"__proto__":{"name":"read"},"name":"evil"')], // prettier-ignore
  ['is a response too', EVIL.replace('"id":1', '"id":1,"result":{}')],
  ['is an error too', EVIL.replace('"id":1', '"id":1,"error":{"code":1,"message":"x"}')],
  ['has its parameters in a list', EVIL.replace('"params":{"name":"evil","arguments":{}}', '"params":[{"name":"evil"}]')], // prettier-ignore
  ['has a tool that is a list', EVIL.replace('"evil"', '["evil"],"x":{"name":"evil"}')],
  ['has arguments that are a text', EVIL.replace('"arguments":{}', '"arguments":"{}"')],
  ['has arguments that are a list', EVIL.replace('"arguments":{}', '"arguments":[]')],
  ['is a request that asks for no answer', EVIL.replace('"id":1,', '')],
  ['has its method in capitals', EVIL.replace('tools/call', 'Tools/Call')],
  ['has a space behind its method', EVIL.replace('tools/call', 'tools/call ')],
  ['has its method with two strokes', EVIL.replace('tools/call', 'tools//call')],
  ['has its method with an escaped stroke', EVIL.replace('tools/call', 'tools\\/call')],
  ['has its method with a written stroke', EVIL.replace('tools/call', 'tools\\u002fcall')],
  ['is in a batch behind another', `[${READ},${EVIL.replace('"id":1', '"id":2')}]`],
  ['is in a batch alone', `[${EVIL}]`],
  ['is in a batch in a batch', `[[${EVIL}]]`],
  ['is in a batch with the same id', `[${READ},${EVIL}]`],
  ['is in a batch with a response', `[{"jsonrpc":"2.0","id":5,"result":{}},${EVIL}]`],
  ['is in a batch with what can’t be read', `[{"a":1,"a":2},${EVIL}]`],
  ['is in a batch with a start', `[{"jsonrpc":"2.0","id":5,"method":"initialize","params":{"protocolVersion":"2025-03-26"}},${EVIL}]`], // prettier-ignore
  ['is in a batch with a notification', `[{"jsonrpc":"2.0","method":"notifications/initialized"},${EVIL}]`],
];

/** Pack `individual` lets methods on that nobody knows. */
const UNKNOWN = new Set(['has its method in capitals', 'has its method with two strokes']);
/** The rest of a batch goes on alone. */
const IN_BATCH = new Set(['is in a batch behind another', 'is in a batch with a notification']);

const lines: readonly Attack[] = LINES.map(([what, line]) => ({
  kind: 'reading',
  what: `a call that ${what}`,
  turns: [bytes('client', line)],
  harms: ({ ran }) => ran.includes('evil'),
  ends: IN_BATCH.has(what) ? 'goes on' : 'refused',
  onRecord: 'decision|mcp-call-refused',
  ...(UNKNOWN.has(what) ? { passesWith: 'individual' as const } : {}),
}));

const READS: Turn = calls(1, 'read');
export const READING_ATTACKS: readonly Attack[] = [
  ...lines,
  {
    kind: 'id',
    what: 'a call with the id of one that waits',
    turns: [READS, READS],
    harms: ({ ran }) => ran.length > 1,
    ends: 'refused',
    onRecord: 'allow',
  },
];
