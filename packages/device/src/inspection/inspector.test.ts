import { createStream, detect, type DetectorInput } from '@sallyport/detectors';
import { describe, expect, test } from 'vitest';
import { Inspector, MAX_UNITS } from './inspector.ts';

const OBEDIENT = new URL('../../test/inspection-support/obedient-worker.ts', import.meta.url);
/** Long enough for a thread to start on a busy machine; a test that waits so long fails anyway. */
const PATIENT = { deadlineMs: 60_000 };
/** The product's own thread takes a second to start on a busy machine, and some tests start several. */
const SLOW = { timeout: 60_000 };

// Joined here, so that no scanner takes this file for a leak.
const TOKEN = ['ghp', 'R3yFnG8pXnLk2ZsQ7mVbT5cWdHjKa41u0eGZ'].join('_');
const PROSE = 'The report is ready and waits for its signature. ';

const input = (text: string): DetectorInput => ({ text, role: 'tool-result' });
const order = (word: string): DetectorInput => input(word.padEnd(10, '.'));

describe('what is found', () => {
  const texts = [
    input(''),
    input(`token ${TOKEN}`),
    input(`${PROSE.repeat(400)} mail ada.lovelace@analytical.org`),
    input(PROSE.repeat(20)),
    input(`${PROSE.repeat(200)} ${TOKEN}`),
  ];

  test('is what `detect` says, in the order of the texts', SLOW, async () => {
    await using inspector = disposable(new Inspector());
    const expected = texts.map((text) => detect(text));
    expect(await inspector.inspect(texts, PATIENT)).toEqual(expected);
    expect(expected.map(({ found }) => found.length)).toEqual([0, 1, 1, 0, 1]);
  });

  test('is the same for a text looked at alone, and when it is remembered', SLOW, async () => {
    await using inspector = disposable(new Inspector());
    for (const text of [...texts, ...texts]) {
      expect(await inspector.inspect([text], PATIENT)).toEqual([detect(text)]);
    }
  });

  test('stops at the limit, and what lies behind is named as not looked at', async () => {
    await using inspector = disposable(new Inspector({ workerFile: OBEDIENT }));
    const [inspected] = await inspector.inspect([input('found'.padEnd(MAX_UNITS + 1, '.'))], PATIENT);
    expect(inspected).toMatchObject({ truncated: ['..........', 'too-long'] });
  });
});

test('the same text in the same role is looked at once', async () => {
  await using inspector = disposable(new Inspector({ workerFile: OBEDIENT }));
  const asked = [
    order('count 1'),
    order('count 2'),
    order('count 1'),
    { ...order('count 1'), role: 'file' as const },
  ];
  const counts: unknown[] = [];
  for (const text of asked) counts.push((await inspector.inspect([text], PATIENT))[0]?.truncated[0]);
  expect(counts).toEqual(['1', '2', '1', '3']);
});

test('who has much waiting does not keep another caller waiting for all of it', async () => {
  await using inspector = disposable(new Inspector({ workerFile: OBEDIENT }));
  const orders = Array.from({ length: 20 }, (_, at) => order(`count ${at}`));
  const [much, [little]] = await Promise.all([
    inspector.inspect(orders, { ...PATIENT, caller: 'of user 1' }),
    inspector.inspect([order('count x')], { ...PATIENT, caller: 'of user 2' }),
  ]);
  expect(much.map(({ truncated }) => Number(truncated[0])).toSorted((a, b) => b - a)[0]).toBe(21);
  expect(Number(little?.truncated[0])).toBeLessThanOrEqual(3);
});

describe('a text of several pieces', () => {
  const PIECE = 256 * 1024;

  test('gives the findings of all of them', SLOW, async () => {
    await using inspector = disposable(new Inspector());
    const text = `${PROSE.repeat(4000)}${TOKEN} ${PROSE.repeat(2000)}${TOKEN} `;
    const stream = createStream({ role: 'tool-result' });
    stream.push(text);
    const whole = stream.end();
    expect(whole.found).toHaveLength(2);
    expect(await inspector.inspect([input(text)], PATIENT)).toEqual([whole]);
  });

  test.each([
    ['hang', { deadlineMs: 3_000 }, 'deadline'],
    ['exit', PATIENT, 'inspector-failed'],
    ['refuse', PATIENT, 'inspector-failed'],
  ])('keeps what was found before one that does `%s`', async (word, deadline, why) => {
    await using inspector = disposable(new Inspector({ workerFile: OBEDIENT }));
    await inspector.inspect([input('warm up'.padEnd(PIECE + 1, '.'))], PATIENT);
    const text = `${'.'.repeat(PIECE)}${word}`.padEnd(3 * PIECE, '.');
    expect(await inspector.inspect([input(text)], deadline)).toMatchObject([
      { found: [{ rule: 'jwt' }], truncated: [why] },
    ]);
  });

  test('keeps no short one waiting', async () => {
    await using inspector = disposable(new Inspector({ workerFile: OBEDIENT }));
    const long = inspector.inspect([input('hang'.padEnd(PIECE + 1, '.'))], { deadlineMs: 60_000 });
    expect(await inspector.inspect([order('short')], PATIENT)).toMatchObject([{ found: [] }]);
    await inspector.close();
    expect((await long)[0]?.truncated).toEqual(['inspector-failed']);
  });
});

describe('a thread that', () => {
  test.each(['hang', 'exit', 'throw', 'refuse'])(
    'does `%s` costs that text its answer and no other',
    async (word) => {
      const whys: string[] = [];
      await using inspector = disposable(
        new Inspector({ workerFile: OBEDIENT, onFailure: (why) => void whys.push(why) }),
      );
      await inspector.inspect([order('warm up')], PATIENT);
      const bad = inspector.inspect([order(word)], word === 'hang' ? { deadlineMs: 10 } : PATIENT);
      const [before, after] = await Promise.all([bad, inspector.inspect([order('all is well')], PATIENT)]);
      expect(before).toEqual([{ found: [], truncated: [word === 'hang' ? 'deadline' : 'inspector-failed'] }]);
      expect(after).toEqual([{ found: [], truncated: ['all is wel'] }]);
      expect(whys).toHaveLength(1);
      expect(whys[0]).not.toContain('....');
    },
  );

  test('can not be started says so for every text', async () => {
    await using inspector = disposable(
      new Inspector({ workerFile: new URL('./no-such-file.ts', import.meta.url) }),
    );
    const inspected = await inspector.inspect([order('a'), order('b')], PATIENT);
    expect(inspected.map(({ truncated }) => truncated)).toEqual([['inspector-failed'], ['inspector-failed']]);
  });
});

test('a text whose time is over while it waits is answered, and its turn goes to the next', async () => {
  await using inspector = disposable(new Inspector({ workerFile: OBEDIENT }));
  const hanging = inspector.inspect([order('hang')], { deadlineMs: 200 });
  const [late, patient] = await Promise.all([
    inspector.inspect([order('late')], { deadlineMs: 1 }),
    inspector.inspect([order('patient')], PATIENT),
  ]);
  expect(late).toEqual([{ found: [], truncated: ['deadline'] }]);
  expect(patient).toEqual([{ found: [], truncated: [order('patient').text.slice(0, 10)] }]);
  expect(await hanging).toEqual([{ found: [], truncated: ['deadline'] }]);
});

test('more than may wait is refused by name, and what waits already keeps its place', async () => {
  await using inspector = disposable(new Inspector({ workerFile: OBEDIENT }));
  const many = Array.from({ length: 200 }, (_, at) =>
    input(`${at}`.padStart(6, '0').padEnd(256 * 1024, '.')),
  );
  const inspected = await inspector.inspect(many, PATIENT);
  const refused = inspected.filter(({ truncated }) => truncated.includes('inspector-busy'));
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length).toBeLessThan(100);
  expect(inspected[0]?.truncated).toEqual(['000000....']);
});

test('what waits when the inspector is closed is answered as failed', async () => {
  const inspector = new Inspector({ workerFile: OBEDIENT });
  const waiting = inspector.inspect([order('hang'), order('behind it')], PATIENT);
  await new Promise(setImmediate);
  await inspector.close();
  expect((await waiting).map(({ truncated }) => truncated)).toEqual([
    ['inspector-failed'],
    ['inspector-failed'],
  ]);
  expect(await inspector.inspect([order('later')], PATIENT)).toEqual([
    { found: [], truncated: ['inspector-failed'] },
  ]);
});

const list = (word: string): string =>
  JSON.stringify({
    apiVersion: 'sallyport/v1',
    kind: 'Detectors',
    detectors: [
      {
        name: 'mine',
        level: 'warn',
        words: [word],
        tests: [
          { text: word, expect: 'found' },
          { text: 'nothing', expect: 'nothing' },
        ],
      },
    ],
  });

describe('own detectors', () => {
  test(
    'are asked in threads, for small texts too, and another list counts from the next text on',
    SLOW,
    async () => {
      let own: string | undefined;
      await using inspector = disposable(new Inspector({ own: () => own }));
      const rulesFor = async (text: string): Promise<unknown> =>
        (await inspector.inspect([input(text)], PATIENT)).map(({ found, truncated }) => [
          found.map(({ rule, start }) => `${rule} ${start}`),
          truncated,
        ]);
      const text = `${PROSE.repeat(20)}Heron and Bluebird`;
      expect(await rulesFor('Heron')).toEqual([[[], []]]);
      expect(await rulesFor(text)).toEqual([[[], []]]);
      own = list('Heron');
      expect(await rulesFor('Heron')).toEqual([[['own/mine 0'], []]]);
      expect(await rulesFor(text)).toEqual([[[`own/mine ${text.indexOf('Heron')}`], []]]);
      own = list('Bluebird');
      expect(await rulesFor('Heron')).toEqual([[[], []]]);
      expect(await rulesFor(text)).toEqual([[[`own/mine ${text.indexOf('Bluebird')}`], []]]);
      own = undefined;
      expect(await rulesFor(text)).toEqual([[[], []]]);
    },
  );

  test('that can not be read make every text say that it was not looked at', SLOW, async () => {
    await using inspector = disposable(new Inspector({ own: () => 'detectors: [' }));
    expect(await inspector.inspect([input('Heron')], PATIENT)).toEqual([
      { found: [], truncated: ['inspector-failed'] },
    ]);
  });
});

const disposable = (inspector: Inspector): Inspector & AsyncDisposable =>
  Object.assign(inspector, { [Symbol.asyncDispose]: () => inspector.close() });
