/**
 * What a tool gave back, on whichever path it comes: looked at, and decided by the findings in it alone. The call itself was
 * decided before it ran; this is the same deed, seen again with more facts, so it can only tighten. It must never hold on
 * to a result.
 */
import type { Action, Decision, FailMode, Finding, Surface } from '@sallyport/action-model';
import { enforce, isNews, type Deed } from '@sallyport/enforcement';
import { asksJudgeOfResults, resultFailMode } from '@sallyport/policy-core';
import type { ResultSpan, ResultText } from '@sallyport/surfaces';
import type { HookDoor } from './answer-hook.ts';
import { inspectContent, type ContentFindings } from './inspect-content.ts';
import { RESULTS_ROW } from './last-resort-kinds.ts';
import { isPublishedExample } from './published-examples.ts';
import { isListedAsSecret, labelsOfResult } from './session-labels.ts';

/** Inside the hook script's own deadline, with room for a hung thread to be noticed. */
const DEADLINE_MS = 4_000;

export type ResultSight = {
  readonly surface: Surface;
  /** The last sight before the model: nothing can be taken out any more, only stopped. */
  readonly isLastSight: boolean;
  readonly express: (wanted: Decision) => Decision;
};

export type DecidedResult = {
  readonly decision: Decision;
  readonly action: Action;
  /** What a redaction takes out of the text. */
  readonly spans: readonly ResultSpan[];
};

/** Undefined when there is nothing to say: the result goes on as it is. */
export async function decideResult(
  { text, cut }: Pick<ResultText, 'text' | 'cut'>,
  call: { readonly deed: Deed | undefined; readonly read: () => readonly Action[] },
  { surface, isLastSight, express }: ResultSight,
  door: HookDoor,
): Promise<DecidedResult | undefined> {
  const { inspect } = door;
  if (text === '') return undefined;
  const actions = call.deed?.actions ?? call.read();
  const [first] = actions;
  if (first === undefined) return undefined;
  door.sessions?.label(first.origin, labelsOfResult(first));
  const sample = { role: 'result' as const, text, truncated: cut };
  const isListed = wasListed(call.deed, door);
  if (isListed) door.sessionFacts?.cameBack(first, sample, [], isListed);
  const isAgain = isLastSight && call.deed?.told.has(JUDGED) === true;
  const mode = failModeOf(actions, door);
  // A judge has looked at the tool's own report; the last sight shows the same in other words.
  const asksJudge = !isAgain && isForJudge(actions, door);
  const isInspected = mode !== undefined && inspect !== undefined;
  if (!isInspected && !asksJudge) return undefined;
  const { findings, leftOut, notInspected } = isInspected
    ? await inspectContent([sample], inspect, DEADLINE_MS)
    : NOT_ASKED_FOR;
  const seen: Action = { ...first, findings };
  door.sessions?.label(first.origin, labelsOfResult(seen));
  door.sessionFacts?.cameBack(first, sample, findings, false);
  const binding = isLastSight ? findings.filter((finding) => mayEnd(finding, text)) : findings;
  const judged = oneOfEachKind(actions).map((each): Action => ({
    ...each,
    id: call.deed?.entries[actions.indexOf(each)]?.id ?? each.id,
    samples: [sample],
    findings: binding,
  }));
  const missing = [notInspected, cut ? 'too-deep' : undefined].filter((why) => why !== undefined).join(', ');
  // Without a policy nobody can say that nothing found is nothing to stop.
  if (binding.length === 0 && missing === '' && !asksJudge && door.policy().ok) return undefined;

  const { decision, decisions, takeOut } = await enforce(
    {
      actions: judged,
      surface,
      ran: true,
      isResult: true,
      isResultAgain: isAgain,
      lastResortRow: RESULTS_ROW,
      leftOut,
      express: (wanted) => withMark(express(binding.length === 0 ? withoutRedaction(wanted) : wanted)),
      ...(missing === '' || mode === undefined ? {} : { notInspected: { detail: missing, mode } }),
    },
    door,
  );
  if (call.deed !== undefined) isNews(call.deed, JUDGED);
  if (decision.enforced === 'allow' || (isAgain && decision.enforced !== 'block')) return undefined;
  const spans = [...new Set(takeOut.flat())].map(({ start, end, rule }) => {
    const kind = door.sessionFacts?.nameOf(first.origin, rule, text.slice(start, end)) ?? rule;
    return { start, end, kind };
  });
  return { decision, spans, action: judged[decisions.indexOf(decision)] ?? seen };
}

/** No rule asks for findings in results of this kind, or nobody looks. */
const NOT_ASKED_FOR: ContentFindings = { findings: [], leftOut: [] };

const isForJudge = (actions: readonly Action[], { policy, askJudge }: HookDoor): boolean => {
  const current = policy();
  return (
    askJudge !== undefined &&
    current.ok &&
    actions.some(({ kind }) => asksJudgeOfResults(current.policy, kind))
  );
};

/** A judge says yes or no of the whole, and that is no place to take anything out of. */
const withoutRedaction = (decision: Decision): Decision =>
  decision.enforced === 'redact'
    ? { ...decision, enforced: 'block', marks: [...decision.marks, 'redact-became-block'] }
    : decision;

const wasListed = (deed: Deed | undefined, { policy }: HookDoor): boolean => {
  if (deed === undefined) return false;
  const current = policy();
  const categoryOf = (id: string): string | undefined =>
    current.ok ? current.policy.documents.find((document) => document.id === id)?.category : undefined;
  return deed.entries.some(
    ({ decision }) => decision !== undefined && isListedAsSecret(decision, categoryOf),
  );
};

/** Found by how a value looks beside its name, without a form of its own. */
const GUESSED: ReadonlySet<string> = new Set(['likely-secret', 'generic-api-key']);

/**
 * May this end a conversation? At the batch nothing can be taken out any more, and an ended conversation costs its person
 * all of it: a value that only looks like a secret, or that documentation prints, is not enough. It was judged before, where
 * it could be taken out, and is on record from there.
 */
const mayEnd = ({ detector, rule, start, end }: Finding, text: string): boolean =>
  detector !== 'secret' || (!GUESSED.has(rule) && !isPublishedExample(text.slice(start, end)));

/** One call may be several sorts of action, and rules are about sorts: the strictest that is said of any counts. */
const oneOfEachKind = (actions: readonly Action[]): readonly Action[] =>
  [...new Map(actions.toReversed().map((action) => [action.kind, action])).values()].toReversed();

/** Told of a deed whose result was decided, so that the batch says nothing twice. */
const JUDGED = 'result judged';

/** Without a policy the table of the last good one answers; it knows no kinds. */
const failModeOf = (actions: readonly Action[], door: HookDoor): FailMode | undefined => {
  const current = door.policy();
  if (!current.ok) return door.lastResort().tools[RESULTS_ROW] ?? 'open';
  const modes = actions.map(({ kind }) => resultFailMode(current.policy, kind));
  return modes.includes('closed') ? 'closed' : modes.find((mode) => mode !== undefined);
};

const withMark = (decision: Decision): Decision =>
  decision.marks.includes('of-the-result')
    ? decision
    : { ...decision, marks: [...decision.marks, 'of-the-result'] };
