import type { Decision, Obligation, Reason } from '@sallyport/action-model';
import type { FilterChanges } from '../activity/use-activity-search.ts';
import { Icon } from '../shell/icon.tsx';
import { EvidenceLine } from '../text/evidence-text.tsx';
import { visibleString } from '../text/visible-text.ts';
import { VERDICT_COLOUR } from '../verdict/verdict-badge.tsx';
import { Part } from './fact-list.tsx';

type OnFilters = (changes: FilterChanges) => void;

/** What the rule of the nth reason asked for. Both lists are strictest first, and what asked for nothing stands last. */
const obligationOf = (decision: Decision, index: number): Obligation | undefined => {
  const reason = decision.reasons[index];
  const obligation = decision.obligations[index];
  return obligation?.policy === reason?.policy && obligation?.rule === reason?.rule ? obligation : undefined;
};

const FilterButton = ({
  text,
  label,
  onClick,
}: {
  readonly text: string;
  readonly label: string;
  readonly onClick: () => void;
}) => (
  <button
    type="button"
    className="max-w-full rounded text-left text-accent hover:underline"
    aria-label={`${label} ${visibleString(text, 100)}`}
    onClick={onClick}
  >
    <EvidenceLine text={text} maxCharacters={200} verbatim />
  </button>
);

/** A policy by itself, or this rule of it: a rule's name means little without its policy's. */
const RuleName = ({
  reason: { policy, rule },
  onFilters,
}: {
  readonly reason: Reason;
  readonly onFilters: OnFilters;
}) => (
  <>
    <FilterButton
      text={policy}
      label="show only policy"
      onClick={() => onFilters({ policy, rule: undefined })}
    />{' '}
    › <FilterButton text={rule} label="show only rule" onClick={() => onFilters({ policy, rule })} />
  </>
);

/** Why: each rule that spoke, in its author's words, strictest first, with what it asked for. */
export const DecisionPart = ({
  decision,
  isOutOfDate,
  onFilters,
}: {
  readonly decision: Decision;
  /** The bundle was older than it may be, which some categories tighten for. */
  readonly isOutOfDate: boolean;
  readonly onFilters: OnFilters;
}) => (
  <Part title={decision.reasons.length === 1 ? 'Reason' : 'Reasons'}>
    {decision.reasons.length === 0 && <p className="text-ink-2">No rule spoke.</p>}
    <ol className="space-y-2.5">
      {decision.reasons.map((reason, index) => {
        const obligation = obligationOf(decision, index);
        return (
          // The same rule may speak twice; the order of a record never changes.
          <li key={index} className="flex gap-2">
            <span
              className={`mt-0.5 ${obligation === undefined ? 'text-ink-3' : VERDICT_COLOUR[obligation.verdict]}`}
            >
              <Icon name={obligation?.verdict ?? 'lifecycle'} className="size-3.5" />
            </span>
            <div className="min-w-0">
              <EvidenceLine text={reason.say} maxCharacters={2000} />
              <p className="text-xs text-ink-3">
                {obligation !== undefined && `${obligation.verdict} by `}rule{' '}
                <RuleName reason={reason} onFilters={onFilters} />
                {obligation !== undefined && obligation.stage !== 'enforce' && `, stage ${obligation.stage}`}
              </p>
            </div>
          </li>
        );
      })}
    </ol>
    <p className="mt-2 text-xs text-ink-3">
      policy version <EvidenceLine text={decision.policyVersion} verbatim />
    </p>
    {isOutOfDate && <p className="mt-2 text-xs text-warn">The policy was out of date on the device.</p>}
    {decision.failMode?.detail !== undefined && (
      <p className="mt-2 text-xs text-warn">
        <EvidenceLine text={decision.failMode.detail} maxCharacters={1000} />
      </p>
    )}
  </Part>
);
