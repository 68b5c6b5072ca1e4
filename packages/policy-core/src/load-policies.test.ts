import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadPolicies } from './load-policies.ts';
import { formatProblem } from './problem.ts';

/** Each file here is wrong in one way; the file of the same name beside it is exactly what its author is told. */
const ERRORS = join('packages', 'policy-core', 'test', 'config-errors');
const files = readdirSync(ERRORS).filter((file) => file.endsWith('.policy'));

describe.each(files)('config error %s', (file) => {
  test('is refused with a message that says what to do next', async () => {
    const loaded = loadPolicies([{ name: file, text: readFileSync(join(ERRORS, file), 'utf8') }]);
    const said = loaded.ok ? 'accepted' : loaded.problems.map(formatProblem).join('\n');
    await expect(`${said}\n`).toMatchFileSnapshot(
      join(process.cwd(), ERRORS, file.replace('.policy', '.said')),
    );
  });
});

test('every expected message belongs to a document', () => {
  const expected = readdirSync(ERRORS).filter((file) => file.endsWith('.said'));
  expect(expected.map((file) => file.replace('.said', '.policy')).toSorted()).toEqual(files.toSorted());
});

test('one bad document refuses the whole set, so that nothing is half loaded', () => {
  const good = readFileSync(join(ERRORS, 'twice.policy'), 'utf8').split('---')[0] ?? '';
  expect(loadPolicies([{ name: 'good.policy', text: good }]).ok).toBe(true);
  const both = loadPolicies([
    { name: 'good.policy', text: good },
    { name: 'bad.policy', text: readFileSync(join(ERRORS, 'missing.policy'), 'utf8') },
  ]);
  expect(both.ok).toBe(false);
});
