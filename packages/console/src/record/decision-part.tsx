import type { Decision } from '@sallyport/action-model';
import { Icon } from '../shell/icon.tsx';
import { EvidenceLine } from '../text/evidence-text.tsx';
import { VERDICT_COLOUR } from '../verdict/verdict-badge.tsx';
import { Part } from './fact-list.tsx';

/** Why: each rule that spoke, in its author's words, strictest first, with what it asked for. */
export const DecisionPart = ({ decision }: { readonly decision: Decision }) => {
  const asked = new Map(decision.obligations.map((one) => [`${one.policy}/${one.rule}`, one]));
  return (
    <Part title={decision.reasons.length === 1 ? 'Reason' : 'Reasons'}>
      {decision.reasons.length === 0 && <p className="text-ink-2">No rule spoke.</p>}
      <ol className="space-y-2.5">
        {decision.reasons.map((reason, index) => {
          const obligation = asked.get(`${reason.policy}/${reason.rule}`);
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
                  <EvidenceLine text={`${reason.policy} › ${reason.rule}`} maxCharacters={400} verbatim />
                  {obligation !== undefined &&
                    obligation.stage !== 'enforce' &&
                    `, stage ${obligation.stage}`}
                </p>
              </div>
            </li>
          );
        })}
      </ol>
      <p className="mt-2 text-xs text-ink-3">
        policy version <EvidenceLine text={decision.policyVersion} verbatim />
      </p>
      {decision.failMode?.detail !== undefined && (
        <p className="mt-2 text-xs text-warn">
          <EvidenceLine text={decision.failMode.detail} maxCharacters={1000} />
        </p>
      )}
    </Part>
  );
};
