import { strictness, type Decision, type DecisionMark } from '@sallyport/action-model';

/** What a surface can do about one thing it was asked about. */
export interface Abilities {
  readonly canBlock: boolean;
  readonly canWarn: boolean;
  readonly canRedact: boolean;
  /** How it can be kept from changing anything: it never does (`already`), or it runs where it can't (`sandbox`). */
  readonly readOnly: 'already' | 'sandbox' | undefined;
}

/**
 * Fits a decision to what a surface can say, stricter where it can't be said exactly: a redact becomes a block but where
 * something can be taken out, a read-only an approve but where the call can be kept from changing anything, and an approve
 * a block for as long as nobody has answered. What can't be stopped is recorded as such, never claimed.
 */
export const fitDecision = (decision: Decision, abilities: Abilities): Decision => {
  const marks: DecisionMark[] = [...decision.marks];
  let { enforced } = decision;

  if (strictness(enforced) > strictness('warn') && !abilities.canBlock) {
    marks.push('observe-only-surface');
    enforced = 'warn';
  }
  if (enforced === 'redact' && !abilities.canRedact) {
    marks.push('redact-became-block');
    enforced = 'block';
  }
  if (enforced === 'read-only') {
    // Two things are asked at once, and a command in a sandbox is not redacted by it.
    const isRedactedToo = decision.obligations.some(
      ({ verdict, stage }) => verdict === 'redact' && stage === 'enforce',
    );
    const kept = isRedactedToo ? undefined : abilities.readOnly;
    if (kept === 'sandbox') marks.push('sandboxed');
    if (kept === undefined) {
      marks.push('read-only-became-approve');
      enforced = 'approve';
    }
  }
  if (enforced === 'approve') {
    if (!marks.includes('waiting-for-approval') && !marks.includes('approval-denied'))
      marks.push('approve-became-block');
    enforced = 'block';
  }
  if (enforced === 'warn' && !abilities.canWarn) {
    marks.push('warn-not-shown');
    enforced = 'allow';
  }
  return { ...decision, enforced, marks: [...new Set(marks)] };
};
