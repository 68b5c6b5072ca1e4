import type { DecisionEvidence, Redaction } from '@sallyport/action-model';
import { Icon } from '../shell/icon.tsx';
import { EvidenceLine } from '../text/evidence-text.tsx';
import { Part } from './fact-list.tsx';

/** What was taken out of the record before it was written, and from where. */
export const RedactionsPart = ({ redactions }: { readonly redactions: readonly Redaction[] }) =>
  redactions.length === 0 ? null : (
    <Part title="Redacted before it was written">
      <ul className="space-y-1">
        {redactions.slice(0, 50).map((redaction) => (
          <li key={`${redaction.field} ${redaction.kind}`} className="flex flex-wrap items-center gap-x-2">
            <span className="text-redact">
              <Icon name="redact" className="size-3.5" />
            </span>
            <span className="font-medium">
              {redaction.count} × <EvidenceLine text={redaction.kind} maxCharacters={100} />
            </span>
            <span className="text-xs text-ink-3">
              from <EvidenceLine text={redaction.field} verbatim />
            </span>
          </li>
        ))}
      </ul>
    </Part>
  );

export const FindingsPart = ({ findings }: { readonly findings: DecisionEvidence['findings'] }) =>
  findings.length === 0 ? null : (
    <Part title="Found in the content">
      <ul className="space-y-1">
        {findings.slice(0, 50).map((finding, index) => (
          // The order of a record never changes.
          <li key={index} className="flex flex-wrap items-center gap-x-2">
            <span className={finding.level === 'block' ? 'text-block' : 'text-warn'}>
              <Icon name={finding.level} className="size-3.5" />
            </span>
            <span>{finding.detector}</span>
            <EvidenceLine text={finding.rule} verbatim />
            <span className="text-xs text-ink-3">
              confidence {Math.round(finding.confidence * 100)} %, detector{' '}
              <EvidenceLine text={finding.detectorVersion} />
            </span>
          </li>
        ))}
      </ul>
      {findings.length > 50 && (
        <p className="text-xs text-ink-3">and {findings.length - 50} more, in the line below</p>
      )}
    </Part>
  );
