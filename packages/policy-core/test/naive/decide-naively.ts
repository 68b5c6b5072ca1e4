/*
 * What a policy says, read from the text of its documents the slow way: every rule of every document, one by one. It shares
 * with what it checks the parsers of YAML and CEL, the questions about paths, and what could stop a tool at all, which
 * is a reading of syntax.
 */
import {
  VERDICTS,
  type Action,
  type Answer,
  type Decision,
  type Facts,
  type Verdict,
} from '@sallyport/action-model';
import { parse } from 'yaml';
import type { CompiledPolicy } from '../../src/compiled-policy.ts';
import type { PolicyDocument, Rule } from '../../src/document/policy-document.ts';
import type { ToolPattern, ToolRightsDocument } from '../../src/document/tool-rights-document.ts';
import { couldStop } from '../../src/last-resort.ts';
import { interpret } from './interpret.ts';

type AnyDocument = PolicyDocument | ToolRightsDocument;

export interface NaiveDecision {
  readonly verdict: Verdict;
  readonly enforced: Verdict;
  /** `policy/rule verdict stage approval discharged`, in order of text. */
  readonly obligations: readonly string[];
  readonly reasons: readonly string[];
  readonly marks: readonly string[];
  readonly failMode: string | undefined;
}

interface Said {
  readonly policy: string;
  readonly rule: string;
  readonly why: 'matched' | 'errored' | 'silent' | 'stale';
  /** Absent for a rule that only leaves a mark. */
  readonly verdict?: Verdict;
  readonly stage: string;
  readonly approval: string;
  readonly twoPerson: boolean;
  readonly onFailure: string;
}

export const decideNaively = (
  texts: readonly string[],
  policy: CompiledPolicy,
  action: Action,
  facts: Facts,
  { ofResult = false } = {},
): NaiveDecision => {
  const documents = texts.map((text) => documentOf(text));
  const isClaimed = (action.origin.proofs.groups ?? 'claimed') === 'claimed';
  const views = isClaimed ? [action, { ...action, origin: { ...action.origin, groups: [] } }] : [action];
  const all = documents.flatMap((document) => {
    const said = views.flatMap((view) => rulesSaid(document, view, action, facts, ofResult));
    return facts.posture.bundleStale && !ofResult
      ? [...said, ...staleSaid(document, documents, said, action, facts, policy)]
      : said;
  });
  const said = [...new Map(all.map((each) => [JSON.stringify(each), each])).values()];
  return united(said, action, facts);
};

const documents = new Map<string, AnyDocument>();

const documentOf = (text: string): AnyDocument => {
  let document = documents.get(text);
  if (document === undefined) {
    // The text was loaded before, so it has the shape of its schema.
    document = parse(text) as AnyDocument;
    if (documents.size > 100) documents.clear();
    documents.set(text, document);
  }
  return document;
};

const rulesSaid = (
  document: AnyDocument,
  view: Action,
  action: Action,
  facts: Facts,
  ofResult: boolean,
): readonly Said[] => {
  const { metadata, onFailure, rollout } = document;
  const common = { policy: metadata.id, stage: stageOf(rollout, metadata.id, action), onFailure };
  if (document.kind === 'ToolRights')
    return ofResult
      ? []
      : document.rights.flatMap((row): readonly Said[] => {
          const right = rightOf(row, view);
          const terms = termsOf(right === 'approve' ? row.approval : undefined);
          return right === 'always'
            ? []
            : [{ ...common, rule: `${row.id}-${right}`, why: 'matched' as const, verdict: right, ...terms }];
        });
  return document.rules
    .filter((rule) => rule.on.includes(view.kind) && (!ofResult || isAboutContent(rule)))
    .flatMap((rule): readonly Said[] => {
      const outcome = outcomeOf(rule, document, view, facts);
      if (outcome === undefined) return [];
      const named = { ...common, rule: rule.id, ...termsOf(rule.approval) };
      if (outcome === 'silent') return [{ ...named, why: 'silent' }];
      if (outcome === 'errored')
        return [{ ...named, why: 'errored', verdict: onFailure === 'closed' ? 'block' : 'allow' }];
      const matched: Said = { ...named, why: 'matched', verdict: rule.verdict };
      return outcome === 'unjudged' ? [matched, { ...named, why: 'silent' }] : [matched];
    });
};

const isAboutContent = (rule: Rule): boolean =>
  /\bfindings\b|action\.(?:carries|returns)\(/u.test(rule.when ?? '') ||
  rule.judge?.about.includes('result') === true;

/** `silent`: only a mark is left; `unjudged`: it counts because the judge was silent. */
const outcomeOf = (
  rule: Rule,
  { metadata, onFailure }: AnyDocument,
  view: Action,
  facts: Facts,
): 'matched' | 'errored' | 'silent' | 'unjudged' | undefined => {
  if (rule.expires !== undefined && new Date(facts.now) >= new Date(rule.expires)) return undefined;
  if (rule.schedule !== undefined && !isOpen(rule.schedule, new Date(facts.now))) return undefined;
  const holds = rule.when === undefined ? true : interpret(rule.when, view, facts);
  if (holds === 'error') return 'errored';
  if (!holds) return undefined;
  const own = <Fact extends { policy: string; rule: string }>(list: readonly Fact[]): readonly Fact[] =>
    list.filter((fact) => fact.policy === metadata.id && fact.rule === rule.id);
  if (rule.rateLimit !== undefined) {
    const { count: limit } = rule.rateLimit;
    if (!own(facts.counts).some(({ count }) => count >= limit)) return undefined;
  }
  if (rule.judge === undefined) return 'matched';
  const states = own(facts.judged).map(({ state }) => state);
  if (states.includes('yes')) return 'matched';
  if (!states.some((state) => ['failed', 'timed-out', 'over-size'].includes(state))) return undefined;
  return onFailure === 'closed' && facts.session.labels.includes('untrusted-content') ? 'unjudged' : 'silent';
};

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Looks back minute by minute for the opening that is still open. */
const isOpen = (schedule: NonNullable<Rule['schedule']>, now: Date): boolean => {
  const shown = now.toLocaleString('en-GB', {
    timeZone: schedule.timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  });
  const [, day = '', time = ''] = /^(\w{3}).*?(\d\d:\d\d)$/u.exec(shown.toLowerCase()) ?? [];
  const { days = DAYS, from = '00:00', to = '24:00', outside = false } = schedule;
  const dayBefore = DAYS[(DAYS.indexOf(day) + 6) % 7] ?? '';
  const isToday = (days as readonly string[]).includes(day) && time >= from && (time < to || to < from);
  const isFromYesterday = to < from && (days as readonly string[]).includes(dayBefore) && time < to;
  return (isToday || isFromYesterday) !== outside;
};

const termsOf = (approval: Rule['approval']): Pick<Said, 'approval' | 'twoPerson'> => {
  const { by = 'anybody', expires = '15m', twoPerson = false } = approval ?? {};
  const ms =
    Number.parseInt(expires, 10) * { s: 1, m: 60, h: 3600, d: 86_400 }[expires.slice(-1) as 's'] * 1000;
  return { approval: `${by} ${ms} ${twoPerson}`, twoPerson };
};

type Right = 'always' | 'approve' | 'block';

const rightOf = (row: ToolRightsDocument['rights'][number], { tool, origin }: Action): Right => {
  const means = (pattern: ToolPattern): boolean => {
    if (tool === undefined) return false;
    if (typeof pattern === 'string') return fits(pattern, tool.name);
    const { server, tool: onServer } = pattern;
    return (
      tool.server !== undefined &&
      fits(server, tool.server) &&
      (onServer === undefined || (tool.serverTool !== undefined && fits(onServer, tool.serverTool)))
    );
  };
  if (!row.tools.some(means) || (row.except ?? []).some(means)) return 'always';
  const named = origin.groups.flatMap((group) =>
    row.groups !== undefined && Object.hasOwn(row.groups, group) ? [row.groups[group] ?? 'always'] : [],
  );
  const rights: readonly Right[] = named.length === 0 ? [row.default] : named;
  return (['block', 'approve'] as const).find((right) => rights.includes(right)) ?? 'always';
};

const fits = (pattern: string, name: string): boolean =>
  new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'su').test(name);

const STAGES = ['observe', 'warn', 'enforce'];

const stageOf = (rollout: AnyDocument['rollout'], policy: string, { origin }: Action): string => {
  if (rollout === undefined) return 'enforce';
  let hash = 2_166_136_261n;
  for (const letter of `${origin.device}\n${policy}`)
    hash = ((hash ^ BigInt(letter.codePointAt(0) ?? 0)) * 16_777_619n) % 4_294_967_296n;
  const reached = [
    rollout.stage,
    ...origin.groups.flatMap((group) =>
      rollout.groups !== undefined && Object.hasOwn(rollout.groups, group)
        ? [rollout.groups[group] ?? 'observe']
        : [],
    ),
    ...Object.entries(rollout.percent ?? {}).flatMap(([stage, share]) =>
      origin.device === undefined || Number(hash % 100n) < share ? [stage] : [],
    ),
  ];
  return STAGES.findLast((stage) => (reached as readonly string[]).includes(stage)) ?? 'observe';
};

/** What is added while the policy is out of date, by the mode of the document's category. */
const staleSaid = (
  document: AnyDocument,
  all: readonly AnyDocument[],
  said: readonly Said[],
  action: Action,
  facts: Facts,
  policy: CompiledPolicy,
): readonly Said[] => {
  const { metadata, onFailure, rollout } = document;
  const mode =
    all.find((each) => each.metadata.category === metadata.category && each.whenStale !== undefined)
      ?.whenStale ?? 'keep';
  if (mode === 'tighten')
    return said
      .filter(
        (each) =>
          each.why === 'matched' &&
          ['allow', 'warn', 'redact', 'read-only'].includes(each.verdict ?? 'block'),
      )
      .map((each) => ({ ...each, why: 'stale', verdict: 'approve' }));
  if (mode !== 'block') return [];
  const now = new Date(facts.now);
  const tool = action.tool && { name: action.tool.name, isOnServer: action.tool.server !== undefined };
  const [first] = (policy.kinds[action.kind]?.rules ?? [])
    .filter(({ rule: { declared, document: of } }) => {
      const { expires, schedule } = declared;
      const isInForce = expires === undefined || now < new Date(expires);
      return of.id === metadata.id && isInForce && (schedule === undefined || isOpen(schedule, now));
    })
    .filter((ofKind) => couldStop(ofKind, tool))
    .map(({ rule }) => rule.id as string)
    .toSorted();
  if (first === undefined) return [];
  const stage = stageOf(rollout, metadata.id, action);
  return [
    {
      policy: metadata.id,
      rule: first,
      why: 'stale',
      verdict: 'block',
      stage,
      ...termsOf(undefined),
      onFailure,
    },
  ];
};

const rank = (verdict: Verdict): number => VERDICTS.indexOf(verdict);
const highest = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.toSorted((left, right) => rank(right) - rank(left))[0] ?? 'allow';

const united = (said: readonly Said[], action: Action, facts: Facts): NaiveDecision => {
  const marks = new Set<string>();
  const counted = said.flatMap((each) => {
    if (each.why === 'silent') marks.add('not-judged');
    if (each.verdict === undefined) return [];
    const answered = each.verdict === 'approve' ? answeredBy(each, action, facts) : undefined;
    if (answered === 'weak') marks.add('weak-approval-refused');
    const ticket = answered === 'weak' ? undefined : answered;
    if (ticket !== undefined) marks.add('approved');
    return [
      {
        ...each,
        verdict: each.verdict,
        ticket,
        binds: ticket === undefined ? each.verdict : ('allow' as const),
      },
    ];
  });
  const errors = counted.filter(({ why }) => why === 'errored');
  return {
    verdict: highest(counted.map(({ binds }) => binds)),
    enforced: highest(
      counted.map(({ binds, stage }) => {
        if (stage === 'enforce' || binds === 'allow') return binds;
        return stage === 'warn' ? 'warn' : 'allow';
      }),
    ),
    obligations: counted
      .filter(({ verdict }) => verdict !== 'allow')
      .map(({ policy, rule, verdict, stage, approval, ticket }) =>
        [`${policy}/${rule}`, verdict, stage, verdict === 'approve' ? approval : '', ticket ?? ''].join(' '),
      )
      .toSorted(),
    reasons: counted.map(({ policy, rule }) => `${policy}/${rule}`).toSorted(),
    marks: [...marks].toSorted(),
    failMode:
      errors.length === 0
        ? undefined
        : errors.some(({ onFailure }) => onFailure === 'closed')
          ? 'closed'
          : 'open',
  };
};

const names = ({ approvers }: Answer, proofs: readonly string[]): number =>
  new Set(
    approvers.filter(({ proof }) => proofs.includes(proof)).map(({ name }) => name.trim().toLowerCase()),
  ).size;

const answeredBy = (said: Said, action: Action, facts: Facts): string | undefined => {
  const own = facts.answers.filter(({ policy, rule }) => policy === said.policy && rule === said.rule);
  const enough = (proofs: readonly string[]): readonly string[] =>
    own
      .filter((answer) => names(answer, proofs) >= (said.twoPerson ? 2 : 1))
      .map(({ ticket }) => ticket)
      .toSorted();
  const ANY = ['passkey', 'other-device', 'weak'];
  if (!action.effects.includes('irreversible')) return enough(ANY)[0];
  return enough(['passkey', 'other-device'])[0] ?? (enough(ANY).length > 0 ? 'weak' : undefined);
};

/** The same of a decision, to hold one against the other. */
export const comparable = ({
  verdict,
  enforced,
  obligations,
  reasons,
  marks,
  failMode,
}: Decision): NaiveDecision => ({
  verdict,
  enforced,
  obligations: obligations
    .map((each) => {
      const { by = 'anybody', expiresMs = 0, twoPerson = false } = each.approval ?? {};
      const approval = each.approval === undefined ? '' : `${by} ${expiresMs} ${twoPerson}`;
      return [`${each.policy}/${each.rule}`, each.verdict, each.stage, approval, each.discharged ?? ''].join(
        ' ',
      );
    })
    .toSorted(),
  reasons: reasons.map(({ policy, rule }) => `${policy}/${rule}`).toSorted(),
  marks: marks.toSorted(),
  failMode: failMode?.mode,
});
