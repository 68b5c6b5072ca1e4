import { readFile, writeFile } from 'node:fs/promises';
import * as fc from 'fast-check';
import { parse } from 'jsonc-parser';
import { expect, it } from 'vitest';
import { HOOK, testMachine } from '../../test/install/test-machine.ts';
import { applyPlan } from './apply-plan.ts';
import { hookEntries } from './hook-entries.ts';
import type { PlanOutcome } from './install-plan.ts';
import { planInstall } from './plan-install.ts';
import { planUninstall } from './plan-uninstall.ts';
import { parseSettings } from './settings-document.ts';
import { addOurs, removeOurs, type OurSettings } from './settings-merge.ts';

/** Settings values, of which some sit where ours go. */
const handler = fc.record({ type: fc.constant('command'), command: fc.string() }, { requiredKeys: [] });
const group = fc.record(
  { matcher: fc.string(), hooks: fc.array(handler, { maxLength: 2 }) },
  { requiredKeys: [] },
);
const hooks = fc.dictionary(
  fc.constantFrom('PreToolUse', 'PostToolUse', 'Stop', 'X'),
  fc.array(group, { maxLength: 3 }),
);
const permissions = fc.record(
  { allow: fc.array(fc.string()), deny: fc.array(fc.constantFrom('Read(~/.ssh/**)', 'WebFetch', 'Bash(x)')) },
  { requiredKeys: [] },
);
const settings = fc
  .record(
    { hooks, permissions, env: fc.dictionary(fc.string(), fc.string()), other: fc.jsonValue() },
    { requiredKeys: [] },
  )
  .chain((value) => fc.shuffledSubarray(Object.entries(value), { minLength: Object.keys(value).length }))
  .map((entries) => Object.fromEntries(entries));

/** How a text is laid out: blanks, line ends, comments and trailing commas, drawn anew at every gap. */
interface Layout {
  readonly eol: string;
  readonly bom: boolean;
  readonly gaps: readonly number[];
}
const layout: fc.Arbitrary<Layout> = fc.record({
  eol: fc.constantFrom('\n', '\r\n'),
  bom: fc.boolean(),
  gaps: fc.array(fc.nat(9), { minLength: 1, maxLength: 40 }),
});

const write = (value: unknown, { eol, bom, gaps }: Layout): string => {
  let drawn = 0;
  const gap = (): string => {
    const kinds = [
      '',
      ' ',
      eol,
      `${eol}  `,
      `${eol}\t`,
      ' /* a, b */ ',
      ` // c: {${eol}`,
      `${eol}// d],${eol}  `,
      '  ',
      eol + eol,
    ];
    return kinds[gaps[drawn++ % gaps.length] ?? 0] ?? '';
  };
  const list = (open: string, items: readonly string[], close: string): string => {
    const trailing = items.length > 0 && (gaps[drawn++ % gaps.length] ?? 0) > 6 ? `,${gap()}` : '';
    return open + gap() + items.map((item) => item + gap()).join(`,${gap()}`) + trailing + close;
  };
  const text = (node: unknown): string => {
    if (Array.isArray(node)) return list('[', node.map(text), ']');
    if (typeof node !== 'object' || node === null) return JSON.stringify(node);
    return list(
      '{',
      Object.entries(node).map(([key, member]) => `${JSON.stringify(key)}${gap()}:${gap()}${text(member)}`),
      '}',
    );
  };
  return `${bom ? '\uFEFF' : ''}${gap()}${text(value)}${gap()}`;
};

/** Blanks and line ends only: what the client itself can read. */
const plainLayout = layout.map((style) => ({ ...style, gaps: style.gaps.map((kind) => kind % 5) }));
const plainDocument = fc.tuple(settings, plainLayout).map(([value, style]) => write(value, style));

const document = fc.tuple(settings, layout).map(([value, style]) => write(value, style));
const commentsOf = (text: string): readonly string[] =>
  text.match(/\/\* a, b \*\/|\/\/ c: \{|\/\/ d\],/g) ?? [];

it('install and then uninstall gives back every byte of any settings', async () => {
  await using machine = await testMachine();
  await machine.put('user/.claude/settings.json', '');
  await fc.assert(
    fc.asyncProperty(document, async (text) => {
      await writeFile(machine.settings, text);
      const carryOut = async (planned: Promise<PlanOutcome>): Promise<string> => {
        const outcome = await planned;
        if (outcome.kind === 'refused') throw new Error(outcome.refusal.message);
        expect((await applyPlan(outcome.plan)).kind).toBe('applied');
        return readFile(machine.settings, 'utf8');
      };
      expect(await carryOut(planInstall({ kind: 'claude-code' }, machine.environment))).toContain(HOOK);
      expect(await carryOut(planUninstall('claude-code', machine.environment))).toBe(text);
    }),
    { numRuns: 60 },
  );
  // Hundreds of writes that wait for the disk.
}, 60_000);

const documentOf = (text: string) => {
  const outcome = parseSettings(new TextEncoder().encode(text));
  if (outcome.kind === 'invalid') throw new Error(outcome.why);
  return outcome.document;
};

const OURS: OurSettings = {
  hooks: hookEntries(
    [
      { event: 'PreToolUse', timeoutSeconds: 9 },
      { event: 'Stop', timeoutSeconds: 9 },
    ],
    (event) => ({ command: HOOK, args: [event] }),
    { tools: { Bash: 'closed' }, unknownTool: 'open' },
  ),
  deny: ['Read(~/.ssh/**)', 'Read(~/new)'],
};

it('without the original bytes, removing our entries keeps every foreign value, comment and order', () => {
  fc.assert(
    fc.property(document, (text) => {
      const start = documentOf(text);
      const added = addOurs(start, OURS);
      if (added.kind === 'conflict') throw new Error(added.why);
      expect(commentsOf(added.document.text)).toEqual(commentsOf(start.text));
      const back = removeOurs(added.document, [HOOK], added.added);
      expect(commentsOf(back.text)).toEqual(commentsOf(start.text));
      // Order included: two texts are equal only when their members stand in the same order.
      expect(JSON.stringify(parse(back.text))).toBe(JSON.stringify(parse(start.text)));
    }),
    { numRuns: 300 },
  );
}, 60_000);

it('what the client could read before, it can read after install and after uninstall', () => {
  fc.assert(
    fc.property(plainDocument, (text) => {
      const added = addOurs(documentOf(text), OURS);
      if (added.kind === 'conflict') throw new Error(added.why);
      expect(added.document.clientReads).toBe(true);
      expect(removeOurs(added.document, [HOOK], added.added).clientReads).toBe(true);
    }),
    { numRuns: 200 },
  );
}, 60_000);
