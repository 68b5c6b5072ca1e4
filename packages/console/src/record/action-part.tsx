import type { DecisionEvidence, PathUse, ProgramUse } from '@sallyport/action-model';
import type { FilterName } from '../activity/filters.ts';
import { EvidenceBlock, EvidenceLine } from '../text/evidence-text.tsx';
import { Fact, Facts, Part } from './fact-list.tsx';
import { isRedacted } from './redacted-fields.ts';

const MAX_LISTED = 20;

/** At most so many of a list that may hold thousands, and how many are left out. */
const firstOf = <One,>(all: readonly One[]): { shown: readonly One[]; left: number } => ({
  shown: all.slice(0, MAX_LISTED),
  left: Math.max(0, all.length - MAX_LISTED),
});

const describePath = (use: PathUse): string =>
  [
    use.access,
    use.recursive && 'with everything below',
    use.glob && 'pattern',
    !use.certain && 'not certain',
    use.anyCase === true && 'in any case',
  ]
    .filter((word) => word !== false)
    .join(', ');

const describeProgram = (use: ProgramUse): string =>
  [
    use.via.length > 0 && `through ${use.via.join(' › ')}`,
    use.elevated && 'raised rights',
    !use.certain && 'might not run',
  ]
    .filter((word) => word !== false)
    .join(', ');

const Uses = ({
  title,
  uses,
}: {
  readonly title: string;
  readonly uses: readonly (readonly [string, string])[];
}) => {
  const { shown, left } = firstOf(uses);
  if (shown.length === 0) return null;
  return (
    <>
      <dt className="text-ink-3">{title}</dt>
      <dd className="min-w-0">
        <ul className="space-y-0.5">
          {shown.map(([text, how], index) => (
            // The order of a record never changes.
            <li key={index}>
              <EvidenceLine text={text} verbatim />{' '}
              {how !== '' && <span className="text-xs text-ink-3">{how}</span>}
            </li>
          ))}
        </ul>
        {left > 0 && <p className="text-xs text-ink-3">and {left} more, in the line below</p>}
      </dd>
    </>
  );
};

const prettyInput = (input: string): string => {
  try {
    return JSON.stringify(JSON.parse(input), null, 2);
  } catch {
    // Cut in the middle, as long input is.
    return input;
  }
};

/** What the agent wanted to do, as policy saw it. */
export const ActionPart = ({
  record,
  onFilter,
}: {
  readonly record: DecisionEvidence;
  readonly onFilter: (name: FilterName, value: string) => void;
}) => {
  const { action, redactions } = record;
  return (
    <Part title="Action">
      <Facts>
        <Fact name="kind" value={action.kind} filter="kind" onFilter={onFilter} />
        <Fact name="tool" value={action.tool?.name} filter="tool" onFilter={onFilter} />
        <Fact
          name="provided by"
          value={action.tool && [action.tool.provenance, action.tool.server].filter(Boolean).join(' ')}
        />
        <Fact name="effects" value={action.effects.join(', ')} />
        <Fact name="url" value={action.url} verbatim />
        <Fact name="query" value={action.query} />
        <Fact name="recipients" value={action.recipients?.slice(0, MAX_LISTED).join(', ')} />
        <Fact name="model" value={action.model} />
        <Fact name="gesture" value={action.gesture} />
        <Fact name="app" value={action.app} />
        <Fact name="agent type" value={action.agentType} />
        <Fact name="schedule" value={action.schedule} />
        <Fact name="setting" value={action.setting} verbatim />
        <Fact
          name="component"
          value={action.component && `${action.component.type} ${action.component.name}`}
        />
        <Uses title="paths" uses={action.paths.map((use) => [use.path, describePath(use)])} />
        <Uses title="hosts" uses={action.hosts.map((use) => [use.host, `${use.direction}, ${use.zone}`])} />
        <Uses
          title="programs"
          uses={(action.command?.programs ?? []).map((use) => [use.given, describeProgram(use)])}
        />
        <Fact name="marked" value={action.command?.marks.join(', ')} />
      </Facts>
      {action.command !== undefined && (
        <div className="mt-3">
          <EvidenceBlock
            label="Command"
            text={action.command.text}
            redactions={isRedacted(redactions, '/action/command/text')}
          />
        </div>
      )}
      {action.input !== undefined && (
        <details className="mt-3" open={action.command === undefined}>
          <summary className="mb-1 cursor-pointer text-xs text-ink-2">
            tool input{action.inputTruncated === true ? ', cut by the device' : ''}
          </summary>
          <EvidenceBlock
            label="Tool input"
            text={prettyInput(action.input)}
            redactions={isRedacted(redactions, '/action/input')}
          />
        </details>
      )}
    </Part>
  );
};
