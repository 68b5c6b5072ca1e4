import { useQuery } from '@tanstack/react-query';
import type { Device, Session } from '@sallyport/fleet-protocol';
import { api } from '../api/client.ts';
import { EvidenceLine } from '../text/evidence-text.tsx';
import { ago } from '../text/format-time.ts';
import { visibleString } from '../text/visible-text.ts';
import { Icon, type IconName } from '../shell/icon.tsx';
import { useNow } from '../shell/use-now.ts';
import type { FilterName, Filters } from './filters.ts';

const REFRESH_MS = 10_000;
const MAX_SESSIONS = 6;

const COVERAGE = {
  confirmed: { icon: 'allow', colour: 'text-allow' },
  unverified: { icon: 'warn', colour: 'text-warn' },
  blind: { icon: 'gap', colour: 'text-block' },
} as const satisfies Record<Session['coverage'], { icon: IconName; colour: string }>;

const useScope = ({ device, session }: Filters) => {
  const devices = useQuery({
    queryKey: ['devices'],
    queryFn: api.devices,
    enabled: device !== undefined,
    refetchInterval: REFRESH_MS,
  }).data;
  const ofDevice = useQuery({
    queryKey: ['sessions', device],
    queryFn: () => api.sessions({ device }),
    enabled: device !== undefined && session === undefined,
    refetchInterval: REFRESH_MS,
  }).data;
  const one = useQuery({
    queryKey: ['session', session],
    queryFn: () => api.session(session ?? ''),
    enabled: session !== undefined,
    refetchInterval: REFRESH_MS,
  }).data;
  return {
    device: devices?.ok === true ? devices.value.items.find(({ id }) => id === device) : undefined,
    session: one?.ok === true ? one.value : undefined,
    ofDevice: ofDevice?.ok === true ? ofDevice.value.items : [],
  };
};

const Coverage = ({ session }: { readonly session: Session }) => {
  const look = COVERAGE[session.coverage];
  return (
    <span className={`inline-flex items-center gap-1 font-medium ${look.colour}`}>
      <Icon name={look.icon} className="size-3.5" />
      {session.coverage}
      {session.coverageReason !== null && (
        <span className="font-normal text-ink-2">
          {' '}
          (<EvidenceLine text={session.coverageReason} maxCharacters={200} />)
        </span>
      )}
    </span>
  );
};

const SessionFacts = ({ session, nowMs }: { readonly session: Session; readonly nowMs: number }) => (
  <>
    <strong className="font-semibold">
      session <EvidenceLine text={session.id.slice(0, 8)} verbatim />
    </strong>
    <Coverage session={session} />
    <span>
      {session.agent ?? 'unknown agent'} {visibleString(session.agentVersion ?? '', 40)}
    </span>
    {session.workspace !== null && <EvidenceLine text={session.workspace} maxCharacters={120} verbatim />}
    {session.permissionMode !== null && <span>mode {session.permissionMode}</span>}
    <span>
      {session.actions} actions, {session.blocked} blocked
    </span>
    <span className="text-ink-3">last {ago(session.lastSeen, nowMs)}</span>
  </>
);

const DeviceFacts = ({ device, nowMs }: { readonly device: Device; readonly nowMs: number }) => (
  <>
    <strong className="font-semibold">
      workstation <EvidenceLine text={device.host} maxCharacters={80} />
    </strong>
    <span>{device.state}</span>
    <EvidenceLine text={`${device.user}, ${device.os}, ${device.tier}`} maxCharacters={120} />
    <span>{device.records.toLocaleString('en')} records</span>
    <span className="text-ink-3">last {ago(device.lastSeen, nowMs)}</span>
  </>
);

/** Who the list is narrowed to, and the way on: from the workstation to its sessions, from a session back. */
export const ScopeBanner = ({
  filters,
  onFilter,
}: {
  readonly filters: Filters;
  readonly onFilter: (name: FilterName, value: string | undefined) => void;
}) => {
  const { device, session, ofDevice } = useScope(filters);
  const nowMs = useNow();
  if (session === undefined && device === undefined) return null;
  return (
    <section aria-label="Scope" className="space-y-1 border-b border-line bg-canvas px-3 py-1.5 text-xs">
      {device !== undefined && (
        <p className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <DeviceFacts device={device} nowMs={nowMs} />
        </p>
      )}
      {session !== undefined && (
        <p className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <SessionFacts session={session} nowMs={nowMs} />
        </p>
      )}
      {session === undefined && ofDevice.length > 0 && (
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="text-ink-3">its sessions</span>
          {ofDevice.slice(0, MAX_SESSIONS).map((one) => (
            <button
              key={one.id}
              type="button"
              className="inline-flex items-center gap-1.5 rounded border border-edge px-1.5 hover:bg-hover"
              onClick={() => onFilter('session', one.id)}
            >
              <EvidenceLine text={one.id.slice(0, 8)} verbatim />
              <span className={COVERAGE[one.coverage].colour}>{one.coverage}</span>
              <span className="text-ink-3">
                {one.actions} actions, {one.blocked} blocked
              </span>
            </button>
          ))}
          {ofDevice.length > MAX_SESSIONS && (
            <span className="text-ink-3">and {ofDevice.length - MAX_SESSIONS} more</span>
          )}
        </p>
      )}
    </section>
  );
};
