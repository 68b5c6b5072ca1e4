import { readFileSync } from 'node:fs';
import { startJudgeServer, type JudgeReply } from '@sallyport/testkit';
import { expect, test } from 'vitest';
import { askProvider, judgeCasesFile, measureJudge, readCases } from '../src/index.ts';

const shipped = () => {
  const read = readCases(readFileSync(judgeCasesFile(), 'utf8'));
  if (!read.ok) throw new Error(read.why);
  return read.cases;
};

async function measured(says: (text: string) => JudgeReply) {
  const server = await startJudgeServer(({ text }) => says(text));
  try {
    return await measureJudge(
      shipped(),
      {
        ask: askProvider({ provider: 'openai', url: server.url, model: 'm', key: undefined }),
        by: 'openai/m',
        timeoutMs: 5000,
        maxCharacters: 20_000,
        now: () => new Date(),
        onCall: () => {},
      },
      () => {},
    );
  } finally {
    await server.close();
  }
}

test('the shipped cases are as many yes as no, to within a few, each under its own name', () => {
  const cases = shipped();
  const yes = cases.filter(({ label }) => label === 'yes').length;
  expect(Math.abs(2 * yes - cases.length)).toBeLessThanOrEqual(4);
  expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
});

test('a judge that always says yes misses nothing and alarms at everything', async () => {
  const cases = shipped();
  const yes = cases.filter(({ label }) => label === 'yes').length;
  expect(await measured(() => ['yes'])).toMatchObject({
    rightYes: yes,
    wrongYes: cases.length - yes,
    missedYes: 0,
    rightNo: 0,
    unanswered: 0,
  });
});

test('a judge is counted case by case, and what it leaves open apart', async () => {
  const measure = await measured((text) =>
    text.includes('gift cards') ? ['yes'] : text.includes('chess') ? 'garbage' : ['no'],
  );
  expect(measure).toMatchObject({ rightYes: 1, wrongYes: 0, unanswered: 1 });
  expect(measure.cases.find(({ id }) => id === 'persona-03')).toMatchObject({ said: 'yes', label: 'yes' });
  expect(measure.cases.find(({ id }) => id === 'customer-08')).toMatchObject({ said: 'failed' });
});

test.each([
  ['', 'no cases'],
  ['not json', 'line 1'],
  ['{"id":"a","ask":"b","kind":"file.read","text":"c","label":"yes"}', 'kind'],
  ['{"id":"a","ask":"b","kind":"tool.call","text":"c","label":"perhaps"}', 'label'],
])('cases that say `%s` are refused by name', (text, why) => {
  expect(readCases(text)).toMatchObject({ ok: false, why: expect.stringContaining(why) });
});
