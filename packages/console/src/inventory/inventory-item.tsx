import type { InventoryRow } from '@sallyport/fleet-protocol';
import { useNow } from '../shell/use-now.ts';
import { EvidenceLine } from '../text/evidence-text.tsx';
import { ago, fullTime } from '../text/format-time.ts';

const MINUTE_MS = 60_000;
/** A guard lists everything once a day; a look may take a while. */
const CONFIRMED_FOR_MS = 26 * 60 * MINUTE_MS;

/** Whose word it is: an agent has the account of its person, and what that account says it could make up or hold back. */
const SAID_BY = {
  managed: 'read by the machine’s guard',
  cooperative: 'as the person’s own account says',
} as const;

/** One thing on one device. Every text in it was written by whoever made the thing. */
export const InventoryItem = ({
  item,
  onSame,
}: {
  readonly item: InventoryRow;
  /** Asks for everything that has the same content. */
  readonly onSame: (sha256: string) => void;
}) => {
  const { name, kind, scope, state, source, version, identity, path, at, sha256, user, host, person } = item;
  const from = [source, version, identity].filter((text) => text !== null && text !== '');
  return (
    <li className="grid gap-x-4 border-t border-line px-4 py-2 first:border-t-0 md:grid-cols-[minmax(0,1fr)_15rem]">
      <div className="min-w-0">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="min-w-0 font-medium">
            <EvidenceLine text={name} maxCharacters={200} />
          </span>
          <span className="text-xs text-ink-2">
            <EvidenceLine text={`${kind}, ${scope}`} maxCharacters={80} />
          </span>
          {state === 'gone' && <span className="text-xs font-semibold text-warn">gone</span>}
        </p>
        {from.length > 0 && (
          <p className="text-xs text-ink-2">
            <EvidenceLine text={from.join('  ')} maxCharacters={300} verbatim />
          </p>
        )}
        <p className="text-xs text-ink-3">
          <EvidenceLine text={at === null ? path : `${path} ${at}`} maxCharacters={300} verbatim />
        </p>
        {sha256 !== null && (
          <p className="text-xs text-ink-3">
            <EvidenceLine text={`sha256 ${sha256}`} maxCharacters={24} verbatim />{' '}
            <button type="button" className="text-accent underline" onClick={() => onSame(sha256)}>
              the same content elsewhere
            </button>
          </p>
        )}
      </div>
      <div className="min-w-0 text-xs text-ink-2 md:text-right">
        <p>
          <EvidenceLine text={person ?? user ?? 'somebody'} maxCharacters={60} /> on{' '}
          <EvidenceLine text={host ?? item.device} maxCharacters={80} />
        </p>
        <Times item={item} />
        <p className="text-ink-3">{SAID_BY[item.tier ?? 'cooperative']}</p>
      </div>
    </li>
  );
};

const Times = ({ item: { firstSeen, lastSeen, changedAt, state } }: { readonly item: InventoryRow }) => {
  const nowMs = useNow(MINUTE_MS);
  const time = (at: string) => <time dateTime={at} title={fullTime(at)}>{ago(at, nowMs)}</time>; // prettier-ignore
  return (
    <p className="text-ink-3">
      first seen {time(firstSeen)}
      {state === 'gone' ? <>, gone {time(changedAt)}</> : <>, told last {time(lastSeen)}</>}
      {state === 'present' && nowMs - Date.parse(lastSeen) > CONFIRMED_FOR_MS && (
        <span className="font-semibold text-warn">, not confirmed for more than a day</span>
      )}
      {state === 'present' && changedAt > firstSeen && <>, changed {time(changedAt)}</>}
    </p>
  );
};
