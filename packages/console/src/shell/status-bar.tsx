import { useStatus } from '../chain/use-status.ts';
import { duration } from '../text/format-time.ts';
import { visibleString } from '../text/visible-text.ts';

const count = (value: number, one: string, many: string): string =>
  `${value.toLocaleString('en')} ${value === 1 ? one : many}`;

/** Facts about the guard itself: which policy, how old, and what waits on the device. */
export const StatusBar = ({
  listed,
  hasOlder,
  unreadable,
}: {
  readonly listed: number;
  readonly hasOlder: boolean;
  readonly unreadable: number;
}) => {
  const answer = useStatus();
  const status = answer?.ok === true ? answer.value : undefined;
  return (
    <footer className="flex min-h-7 shrink-0 flex-wrap items-center gap-x-4 border-t border-line bg-surface px-3 text-xs text-ink-3">
      <span>
        {count(listed, 'record', 'records')}
        {hasOlder ? ' listed, older ones follow as you scroll' : ' listed'}
      </span>
      {unreadable > 0 && (
        <span className="font-medium text-warn">
          {count(unreadable, 'event', 'events')} could not be read; reload the page
        </span>
      )}
      {status !== undefined && (
        <span className="ml-auto flex gap-x-4 max-lg:hidden">
          <span>
            policy {visibleString(status.policy.version ?? 'none', 60)}
            {status.policy.signed ? ', signed' : ', not signed'}
            {status.policy.age === null ? '' : `, ${duration(status.policy.age)} old`}
          </span>
          <span>{count(status.spool.pending, 'record', 'records')} not uploaded</span>
          <span className={status.spool.gaps > 0 ? 'font-medium text-warn' : ''}>
            {count(status.spool.gaps, 'gap', 'gaps')}
          </span>
          <span>version {visibleString(status.version, 40)}</span>
        </span>
      )}
    </footer>
  );
};
