import type { Origin, OriginField } from '@sallyport/action-model';
import type { ActivityItem } from '@sallyport/fleet-protocol';
import type { FilterName } from '../activity/filters.ts';
import { visibleString } from '../text/visible-text.ts';
import { Fact, Facts, Part } from './fact-list.tsx';

const MAX_GROUPS = 20;

/** Who and where. Each field says how it is known: a repository can forge what is merely claimed. */
export const OriginPart = ({
  item,
  origin,
  onFilter,
}: {
  readonly item: ActivityItem;
  readonly origin: Origin | undefined;
  readonly onFilter: (name: FilterName, value: string) => void;
}) => {
  const proof = (field: OriginField) =>
    origin === undefined ? undefined : (origin.proofs[field] ?? 'claimed');
  const version =
    origin?.agentVersion === undefined ? '' : ` version ${visibleString(origin.agentVersion, 64)}`;
  // A person may be in hundreds; the rest stands in the evidence line.
  const groups = origin?.groups.slice(0, MAX_GROUPS).join(', ');
  return (
    <Part title="Origin">
      <Facts>
        <Fact name="agent" value={item.agent} proof={proof('agent')} filter="agent" onFilter={onFilter} />
        <Fact name="client" value={version.trim()} proof={proof('agentVersion')} />
        <Fact
          name="session"
          value={item.session}
          proof={proof('session')}
          filter="session"
          onFilter={onFilter}
          verbatim
        />
        <Fact name="user" value={item.user} proof={proof('user')} />
        <Fact name="groups" value={groups} proof={proof('groups')} />
        <Fact name="host" value={item.host} />
        <Fact name="workstation" value={item.device} filter="device" onFilter={onFilter} verbatim />
        <Fact name="folder" value={origin?.cwd} proof={proof('cwd')} verbatim />
        <Fact name="workspace" value={origin?.workspace} proof={proof('workspace')} verbatim />
        <Fact name="mode" value={origin?.permissionMode} proof={proof('permissionMode')} />
        <Fact
          name="started by"
          value={origin && `${origin.trigger}, ${origin.attended ? 'attended' : 'unattended'}`}
        />
        <Fact name="subagent" value={origin?.subagent && (origin.subagent.type ?? origin.subagent.id)} />
        <Fact name="MCP server" value={origin?.mcpServer} proof={proof('mcpServer')} />
        <Fact name="plugin" value={origin?.plugin} proof={proof('plugin')} />
        <Fact name="skill" value={origin?.skill} proof={proof('skill')} />
        <Fact name="tier" value={origin?.tier} />
      </Facts>
    </Part>
  );
};
