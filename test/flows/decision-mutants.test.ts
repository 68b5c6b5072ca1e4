/*
 * The comparison of `naive-evaluator.test.ts` is worth what it notices: each of these breaks one line of a copy of the
 * policy's code, and the comparison must see it.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';

const run = promisify(execFile);

/** Inside the repository, so that packages are found; thrown away afterwards. */
const BUILD = join(process.cwd(), '.build');
mkdirSync(BUILD, { recursive: true });
const folder = mkdtempSync(join(BUILD, 'decision-mutants-'));
const SOURCE = join(process.cwd(), 'packages', 'policy-core');
for (const part of ['src', 'test', 'package.json'])
  cpSync(join(SOURCE, part), join(folder, part), { recursive: true });
writeFileSync(
  join(folder, 'compare.ts'),
  `import { comparePairs } from './test/naive/compare-pairs.ts';
const { differing } = comparePairs({ pairs: 10_000, pairsAPolicy: 80, seed: 1, stopAtFirst: true });
console.log(JSON.stringify({ differing: differing.length }));
`,
);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const disagreements = async (): Promise<number> => {
  const { stdout } = await run(process.execPath, [join(folder, 'compare.ts')], { timeout: 240_000 });
  // The line is our own.
  return (JSON.parse(stdout) as { readonly differing: number }).differing;
};

interface Mutant {
  readonly what: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const MUTANTS: readonly Mutant[] = [
  {
    what: 'claimed groups are believed',
    file: 'decide.ts',
    from: 'if (ofKind.askingForGroups.length > 0)',
    to: 'if (ofKind.askingForGroups.length > 999)',
  },
  {
    what: 'the index forgets what it cannot file',
    file: 'index/rule-index.ts',
    from: '[...always, ...both]',
    to: 'both',
  },
  {
    what: 'a rule that fails lets go',
    file: 'decide.ts',
    from: "=== 'closed' ? 'block' : 'allow'",
    to: "=== 'closed' ? 'allow' : 'allow'",
  },
  {
    what: 'a stage that observes warns',
    file: 'decide.ts',
    from: "stage === 'warn' ? 'warn' : 'allow'",
    to: "stage === 'warn' ? 'warn' : 'warn'",
  },
  {
    what: 'a group’s stage is not heard',
    file: 'rollout.ts',
    from: 'if (stage !== undefined) strictest',
    to: 'if (stage === undefined) strictest',
  },
  {
    what: 'an answer discharges what redacts',
    file: 'discharge.ts',
    from: "verdict !== 'approve' ||",
    to: "verdict === 'allow' ||",
  },
  {
    what: 'one person is two',
    file: 'discharge.ts',
    from: 'approval.twoPerson ? 2 : 1',
    to: 'approval.twoPerson ? 1 : 1',
  },
  {
    what: 'a weak proof will do',
    file: 'discharge.ts',
    from: 'tickets(isIrreversible)',
    to: 'tickets(false)',
  },
  {
    what: 'an answer counts for another policy',
    file: 'discharge.ts',
    from: ' && policy === reason.policy',
    to: '',
  },
  {
    what: 'a rule lives a moment too long',
    file: 'limits/held-back.ts',
    from: 'nowMs >= expiresMs',
    to: 'nowMs > expiresMs',
  },
  {
    what: 'one more goes by',
    file: 'limits/held-back.ts',
    from: 'count >= rate.count',
    to: 'count > rate.count',
  },
  {
    what: 'a judge’s yes is not heard',
    file: 'evaluate-rule.ts',
    from: "if (state === 'yes')",
    to: "if (state === 'off')",
  },
  {
    what: 'a silent judge is a yes in open categories',
    file: 'limits/held-back.ts',
    from: "document.onFailure === 'closed' &&",
    to: "document.onFailure !== 'never' &&",
  },
  {
    what: 'the night belongs to the wrong day',
    file: 'limits/schedule.ts',
    from: '(day + 6) % 7',
    to: 'day',
  },
  {
    what: 'the milder of two rights speaks too',
    file: 'document/rules-of-rights.ts',
    from: "right === 'approve' ? having('block') : []",
    to: '[] as string[]',
  },
  {
    what: 'every category tightens when out of date',
    file: 'out-of-date.ts',
    from: "rule.document.whenStale === 'tighten' &&",
    to: '',
  },
  {
    what: 'what came out counts as what went in',
    file: 'condition/literal-methods.ts',
    from: "(role) => role !== 'result'",
    to: '() => true',
  },
  { what: 'nowhere near is outside', file: 'condition/recipient-methods.ts', from: '!isNear && ', to: '' },
];

test('the copy as it is agrees', async () => {
  expect(await disagreements()).toBe(0);
}, 300_000);

test.each(MUTANTS)(
  'the comparison notices when $what',
  async ({ file, from, to }) => {
    const path = join(folder, 'src', file);
    const text = readFileSync(path, 'utf8');
    // A mutant that changes nothing, or more than it says, would prove nothing.
    expect(text.split(from)).toHaveLength(2);
    writeFileSync(
      path,
      text.replace(from, () => to),
    );
    try {
      expect(await disagreements()).toBeGreaterThan(0);
    } finally {
      writeFileSync(path, text);
    }
  },
  300_000,
);
