import type { EvidenceRecord } from '@sallyport/action-model';
import { byteSize } from '../text/format-time.ts';
import { Fact, Facts, Part } from './fact-list.tsx';

type Outcome = Extract<EvidenceRecord, { type: 'outcome' }>;
type Lifecycle = Extract<EvidenceRecord, { type: 'lifecycle' }>;
type Gap = Extract<EvidenceRecord, { type: 'gap' }>;

export const OutcomePart = ({ record }: { readonly record: Outcome }) => (
  <Part title="What became of it">
    <Facts>
      <Fact name="outcome" value={record.outcome} />
      <Fact
        name="took"
        value={record.durationMs === undefined ? undefined : `${Math.round(record.durationMs)} ms`}
      />
      <Fact
        name="result"
        value={record.resultBytes === undefined ? undefined : byteSize(record.resultBytes)}
      />
      <Fact name="tool use" value={record.toolUseId} verbatim />
    </Facts>
  </Part>
);

export const LifecyclePart = ({ record }: { readonly record: Lifecycle }) => (
  <Part title="Event">
    <Facts>
      <Fact name="event" value={record.event} />
      {Object.entries(record.detail).map(([name, value]) => (
        <Fact key={name} name={name.slice(0, 40)} value={String(value)} />
      ))}
    </Facts>
  </Part>
);

export const GapPart = ({ record }: { readonly record: Gap }) => (
  <Part title="Missing evidence">
    <p className="mb-2">
      {record.count === undefined ? 'An unknown number of records is' : `${record.count} records are`} missing
      here. Nothing is dropped without such a mark.
    </p>
    <Facts>
      <Fact name="cause" value={record.cause} />
      <Fact name="detail" value={record.detail} />
    </Facts>
  </Part>
);
