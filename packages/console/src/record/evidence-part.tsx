import type { ActivityDetail } from '@sallyport/fleet-protocol';
import { CopyButton } from '../shell/copy-button.tsx';
import { EvidenceBlock } from '../text/evidence-text.tsx';
import { Fact, Facts, Part } from './fact-list.tsx';

/** The record itself: its place in the device's chain and the very line that was hashed. */
export const EvidencePart = ({ detail }: { readonly detail: ActivityDetail }) => {
  const { item, record, line } = detail;
  return (
    <Part title="Evidence">
      <Facts>
        <Fact name="record" value={`${item.seq} of epoch ${item.epoch}`} verbatim />
        <Fact name="hash" value={record?.hash} verbatim />
        <Fact name="follows" value={record?.prev} verbatim />
        {record?.type === 'decision' && (
          <Fact
            name="seen by"
            // The list adds later sightings; a record that is signed can't.
            value={(item.sightings.length > 0 ? item.sightings : record.sightings)
              .map((sighting) => `${sighting.path} at ${sighting.at}`)
              .join(', ')}
          />
        )}
      </Facts>
      <details className="mt-3" open={record === null}>
        <summary className="mb-1 cursor-pointer text-xs text-ink-2">the line as the device wrote it</summary>
        <EvidenceBlock label="Evidence line" text={line} />
        <p className="mt-1 text-right">
          <CopyButton text={line} label="the evidence line" />
        </p>
      </details>
    </Part>
  );
};
