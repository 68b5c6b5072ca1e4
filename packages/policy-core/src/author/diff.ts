/*
 * What one policy says and another does not, document by document and rule by rule. `effect` says which way a change can
 * move decisions, as far as that can be told without actions: a rule more never loosens, a rule less never tightens.
 */
import { strictness } from '@sallyport/action-model';
import type { CompiledDocument, CompiledPolicy, CompiledRule } from '../compiled-policy.ts';

export type DiffEffect = 'stricter' | 'looser' | 'either' | 'none';

export interface FieldChange {
  readonly field: string;
  /** Absent where the key is not there. */
  readonly from?: unknown;
  readonly to?: unknown;
  readonly effect: DiffEffect;
}

export interface RuleDiff {
  readonly rule: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly effect: DiffEffect;
  readonly fields: readonly FieldChange[];
}

export interface DocumentDiff {
  readonly policy: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly fields: readonly FieldChange[];
  readonly rules: readonly RuleDiff[];
}

/** Nothing for what is the same in both; documents and rules by their ids, in order of name. */
export const diff = (from: CompiledPolicy, to: CompiledPolicy): readonly DocumentDiff[] =>
  paired(from.documents, to.documents).flatMap(({ id, before, after }) => {
    const rules = paired(before?.rules ?? [], after?.rules ?? []).flatMap((pair) => ruleDiff(pair));
    const fields =
      before === undefined || after === undefined
        ? // What is more than rules, and would otherwise come or go unseen.
          changesOf(beyondRules(before), beyondRules(after), documentEffect)
        : changesOf(ofDocument(before), ofDocument(after), documentEffect);
    const change = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
    return change === 'changed' && fields.length === 0 && rules.length === 0
      ? []
      : [{ policy: id, change, fields, rules }];
  });

interface Pair<Item> {
  readonly id: string;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

const paired = <Item extends { readonly id: string }>(
  from: readonly Item[],
  to: readonly Item[],
): readonly Pair<Item>[] => {
  const before = new Map(from.map((item) => [item.id, item]));
  const after = new Map(to.map((item) => [item.id, item]));
  return [...new Set([...before.keys(), ...after.keys()])]
    .toSorted()
    .map((id) => ({ id, before: before.get(id), after: after.get(id) }));
};

const ruleDiff = ({ id, before, after }: Pair<CompiledRule>): readonly RuleDiff[] => {
  if (before === undefined) return [{ rule: id, change: 'added', effect: 'stricter', fields: [] }];
  if (after === undefined) return [{ rule: id, change: 'removed', effect: 'looser', fields: [] }];
  const fields = changesOf(ofRule(before), ofRule(after), ruleEffect);
  return fields.length === 0 ? [] : [{ rule: id, change: 'changed', effect: together(fields), fields }];
};

type Fields = Readonly<Record<string, unknown>>;

const beyondRules = (document: CompiledDocument | undefined): Fields => ({
  newServers: document?.newServers ?? 'tell',
});

const ofDocument = (document: CompiledDocument): Fields => {
  const { category, severity, onFailure, whenStale, rollout } = document;
  return { category, severity, onFailure, whenStale, rollout, ...beyondRules(document) };
};

// Which order kinds stand in means nothing.
const ofRule = ({ declared }: CompiledRule): Fields => ({
  ...declared,
  on: [...new Set(declared.on)].toSorted(),
});

const changesOf = (
  before: Fields,
  after: Fields,
  effectOf: (field: string, from: unknown, to: unknown) => DiffEffect,
): readonly FieldChange[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted().flatMap((field) => {
    const from = before[field];
    const to = after[field];
    if (canonical(from) === canonical(to)) return [];
    return [
      {
        field,
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
        effect: effectOf(field, from, to),
      },
    ];
  });

/** One text for one value, whatever the order of its keys. */
const canonical = (value: unknown): string | undefined =>
  JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).toSorted(([left], [right]) => (left < right ? -1 : 1)))
      : item,
  );

const ORDERS: Readonly<Record<string, readonly string[]>> = {
  onFailure: ['open', 'closed'],
  whenStale: ['keep', 'tighten', 'block'],
};

const compared = (from: number, to: number): DiffEffect =>
  to > from ? 'stricter' : to < from ? 'looser' : 'none';

const documentEffect = (field: string, from: unknown, to: unknown): DiffEffect => {
  const order = ORDERS[field];
  if (order !== undefined) return compared(order.indexOf(String(from)), order.indexOf(String(to)));
  return field === 'rollout' ? 'either' : 'none';
};

const ONLY_WORDS = new Set(['say', 'refs']);
/** With one of these a rule counts less often than without. */
const LIMITS = new Set(['expires', 'schedule', 'rateLimit', 'judge']);

const ruleEffect = (field: string, from: unknown, to: unknown): DiffEffect => {
  if (ONLY_WORDS.has(field)) return 'none';
  if (field === 'verdict') return compared(strictnessOf(from), strictnessOf(to));
  if (field === 'on') return kindsEffect(from, to);
  const isLess = field === 'when' || LIMITS.has(field);
  if (isLess && from === undefined) return 'looser';
  if (isLess && to === undefined) return 'stricter';
  return 'either';
};

// The document's schema has checked it.
const strictnessOf = (verdict: unknown): number => strictness(verdict as Parameters<typeof strictness>[0]);

const kindsEffect = (from: unknown, to: unknown): DiffEffect => {
  const before: readonly unknown[] = Array.isArray(from) ? from : [];
  const after: readonly unknown[] = Array.isArray(to) ? to : [];
  if (before.every((kind) => after.includes(kind))) return 'stricter';
  return after.every((kind) => before.includes(kind)) ? 'looser' : 'either';
};

const together = (fields: readonly FieldChange[]): DiffEffect => {
  const effects = new Set(fields.map(({ effect }) => effect).filter((effect) => effect !== 'none'));
  const [only = 'none'] = effects;
  return effects.size > 1 ? 'either' : only;
};
