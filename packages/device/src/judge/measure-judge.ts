import { Action, PolicyId, RuleId, type ActionKind, type SampleRole } from '@sallyport/action-model';
import { z } from 'zod';
import { Judge, type JudgeOptions } from './judge.ts';

/** One question about one action, and what a person says to it. */
const LabelledCase = z.strictObject({
  id: z.string().min(1).max(100),
  ask: z.string().min(1).max(500),
  kind: z.enum(['message.send', 'web.fetch', 'tool.call', 'file.write', 'prompt.submit']),
  text: z.string().min(1).max(20_000),
  recipients: z.array(z.string()).optional(),
  label: z.enum(['yes', 'no']),
});
export type LabelledCase = z.infer<typeof LabelledCase>;

export type JudgeMeasure = {
  readonly cases: readonly (Pick<LabelledCase, 'id' | 'label'> & {
    readonly said: string;
    readonly why: string;
  })[];
  /** Of those answered: what it says yes to, and whether that was right. */
  readonly rightYes: number;
  readonly wrongYes: number;
  readonly missedYes: number;
  readonly rightNo: number;
  readonly unanswered: number;
};

/** A JSON object a line; a line that is none is named. */
export function readCases(
  text: string,
):
  | { readonly ok: true; readonly cases: readonly LabelledCase[] }
  | { readonly ok: false; readonly why: string } {
  const cases: LabelledCase[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const parsed = LabelledCase.safeParse(parse(line));
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      return {
        ok: false,
        why: `line ${index + 1}: \`${issue?.path.join('.') ?? ''}\` ${issue?.message ?? 'is no JSON'}`,
      };
    }
    cases.push(parsed.data);
  }
  return cases.length === 0 ? { ok: false, why: 'it holds no cases' } : { ok: true, cases };
}

/** Asks about one case after the other, since a service counts how fast it is asked. */
export async function measureJudge(
  cases: readonly LabelledCase[],
  options: JudgeOptions,
  onProgress: (done: number) => void,
): Promise<JudgeMeasure> {
  const judge = new Judge(options);
  const said: JudgeMeasure['cases'][number][] = [];
  for (const each of cases) {
    const [judged] = await judge.answer(actionOf(each), [
      {
        policy: PolicyId.parse('measure'),
        rule: RuleId.parse('measure'),
        ask: each.ask,
        about: [ROLES[each.kind]],
      },
    ]);
    said.push({ id: each.id, label: each.label, said: judged?.state ?? 'failed', why: judged?.why ?? '' });
    onProgress(said.length);
  }
  const count = (label: string, answer: string): number =>
    said.filter((each) => each.label === label && each.said === answer).length;
  return {
    cases: said,
    rightYes: count('yes', 'yes'),
    wrongYes: count('no', 'yes'),
    missedYes: count('yes', 'no'),
    rightNo: count('no', 'no'),
    unanswered: said.filter((each) => each.said !== 'yes' && each.said !== 'no').length,
  };
}

const ROLES: Readonly<Record<LabelledCase['kind'], SampleRole>> = {
  'message.send': 'message',
  'web.fetch': 'result',
  'tool.call': 'arguments',
  'file.write': 'content',
  'prompt.submit': 'prompt',
} satisfies Partial<Record<ActionKind, SampleRole>>;

const actionOf = ({ id, kind, text, recipients = [] }: LabelledCase): Action =>
  Action.parse({
    kind,
    id,
    digest: '0'.repeat(64),
    origin: {
      groups: [],
      os: 'linux',
      tier: 'cooperative',
      agent: 'claude-code',
      surface: 'hook',
      permissionMode: 'default',
      trigger: 'person',
      attended: true,
      proofs: {},
    },
    effects: [],
    paths: [],
    hosts: [],
    samples: [{ role: ROLES[kind], text, truncated: false }],
    findings: [],
    ...(kind === 'message.send' ? { recipients } : {}),
    ...(kind === 'web.fetch' ? { url: 'https://page.example/' } : {}),
  });

const parse = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};
