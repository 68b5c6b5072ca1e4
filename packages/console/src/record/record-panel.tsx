import { useQuery } from '@tanstack/react-query';
import type { ActivityDetail, ActivityItem } from '@sallyport/fleet-protocol';
import type { RefObject } from 'react';
import type { FilterName } from '../activity/filters.ts';
import type { FilterChanges } from '../activity/use-activity-search.ts';
import { api } from '../api/client.ts';
import { Icon } from '../shell/icon.tsx';
import { EvidenceLine } from '../text/evidence-text.tsx';
import { fullTime } from '../text/format-time.ts';
import { VerdictBadge } from '../verdict/verdict-badge.tsx';
import { ActionPart } from './action-part.tsx';
import { FindingsPart, RedactionsPart } from './content-parts.tsx';
import { DecisionPart } from './decision-part.tsx';
import { describeDecision } from './describe-decision.ts';
import { EvidencePart } from './evidence-part.tsx';
import { OriginPart } from './origin-part.tsx';
import { GapPart, LifecyclePart, OutcomePart } from './other-parts.tsx';

const readRecord = (id: string) => {
  const [device = '', epoch = '', seq = ''] = id.split('/');
  return api.activityDetail(device, epoch, Number(seq));
};

type OnFilter = (name: FilterName, value: string) => void;

const Heading = ({ item, sentence }: { readonly item: ActivityItem; readonly sentence: string }) => (
  <div className="px-4 pb-3">
    <p className="mb-1.5 text-xs text-ink-3">
      <time dateTime={item.at}>{fullTime(item.at)}</time>
    </p>
    <h2 id="record-title" className="text-lg font-semibold leading-snug">
      <EvidenceLine text={item.summary} maxCharacters={600} />
    </h2>
    {sentence !== '' && <p className="mt-1.5 text-ink-2">{sentence}</p>}
  </div>
);

interface FilterActions {
  readonly onFilter: OnFilter;
  readonly onFilters: (changes: FilterChanges) => void;
}

const Body = ({ detail, onFilter, onFilters }: { readonly detail: ActivityDetail } & FilterActions) => {
  const { item, record } = detail;
  const origin = record?.type === 'decision' || record?.type === 'lifecycle' ? record.origin : undefined;
  return (
    <>
      {record === null && (
        <p role="status" className="border-t border-line bg-warn-tint px-4 py-2">
          This record could not be read whole; its line is below as it came.
        </p>
      )}
      {record?.type === 'decision' && (
        <>
          <DecisionPart
            decision={record.decision}
            isOutOfDate={record.facts.posture.bundleStale}
            onFilters={onFilters}
          />
          <RedactionsPart redactions={record.redactions} />
          <ActionPart record={record} onFilter={onFilter} />
          <FindingsPart findings={record.findings} />
        </>
      )}
      {record?.type === 'outcome' && <OutcomePart record={record} />}
      {record?.type === 'lifecycle' && <LifecyclePart record={record} />}
      {record?.type === 'gap' && <GapPart record={record} />}
      <OriginPart item={item} origin={origin} onFilter={onFilter} />
      <EvidencePart detail={detail} />
    </>
  );
};

/** One record beside the list (over it on a narrow screen). What the list knows is shown before the rest arrives. */
export const RecordPanel = ({
  panel,
  id,
  item: listed,
  onClose,
  onFilter,
  onFilters,
}: {
  readonly panel: RefObject<HTMLElement | null>;
  readonly id: string;
  readonly item: ActivityItem | undefined;
  readonly onClose: () => void;
} & FilterActions) => {
  // A record never changes, so it is never asked for twice.
  const answer = useQuery({
    queryKey: ['record', id],
    queryFn: () => readRecord(id),
    staleTime: (query) => (query.state.data?.ok === true ? Infinity : 0),
  }).data;
  const detail = answer?.ok === true ? answer.value : undefined;
  const item = detail?.item ?? listed;
  const decision = detail?.record?.type === 'decision' ? detail.record.decision : undefined;
  return (
    <section
      ref={panel}
      tabIndex={-1}
      aria-label="Record"
      aria-busy={answer === undefined}
      className="w-full overflow-y-auto border-line bg-surface outline-none lg:w-[30rem] lg:shrink-0 lg:border-l xl:w-[36rem]"
    >
      <div className="sticky top-0 z-10 flex h-11 items-center gap-3 bg-surface px-4">
        {item !== undefined &&
          (item.verdict === null ? (
            <VerdictBadge item={item} />
          ) : (
            <button
              type="button"
              className="rounded hover:underline"
              onClick={() => item.verdict !== null && onFilter('verdict', item.verdict)}
            >
              <span className="sr-only">show only verdict </span>
              <VerdictBadge item={item} />
            </button>
          ))}
        <button
          type="button"
          className="control control-quiet -mr-2 ml-auto"
          aria-label="close the record"
          aria-keyshortcuts="Escape"
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
      </div>
      {item !== undefined && (
        <Heading item={item} sentence={decision === undefined ? '' : describeDecision(decision)} />
      )}
      {detail !== undefined && <Body detail={detail} onFilter={onFilter} onFilters={onFilters} />}
      {answer === undefined && <p className="px-4 py-2 text-ink-3">Reading the record…</p>}
      {answer?.ok === false && (
        <p role="alert" className="mx-4 rounded-md border border-line bg-warn-tint px-3 py-2">
          The record could not be read: {answer.message}
        </p>
      )}
    </section>
  );
};
