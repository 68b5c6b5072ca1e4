import type { DatabaseSync } from 'node:sqlite';
import type { EvidenceRecord, Origin } from '@sallyport/action-model';
import { plainText, type ActivityItem, type UploadRequest } from '@sallyport/fleet-protocol';
import { isSilent } from './device-state.ts';
import { openInventoryNews } from './inventory-news.ts';
import { oneRow, text } from './sqlite.ts';

/** A record that was stored just now, with its short form. */
export type NewRecord = { readonly record: EvidenceRecord | null; readonly item: ActivityItem };

type SessionSign = { started: boolean; blind: string | null; doubt: string | null };

const reasonOf = (record: EvidenceRecord, otherwise: string): string => {
  const reason = record.type === 'lifecycle' ? record.detail['reason'] : undefined;
  return typeof reason === 'string' && reason !== '' ? plainText(reason, 300) : otherwise;
};

/** What a tool did instead of what was decided for it. */
const strayOf = (record: EvidenceRecord): string | null => {
  const marks = record.type === 'decision' ? record.decision.marks : [];
  if (marks.includes('ran-with-another-input'))
    return 'a tool ran with another input than the one that was decided, as when a hook rewrites it';
  if (marks.includes('ran-undecided')) return 'a tool ran without a decision about it';
  return marks.includes('ran-though-blocked') ? 'a tool ran although it was blocked' : null;
};

const signOf = (record: EvidenceRecord): SessionSign => {
  const event = record.type === 'lifecycle' ? record.event : '';
  return {
    started: event === 'SessionStart',
    blind: event === 'bypass-detected' ? reasonOf(record, 'actions ran past the hooks') : null,
    doubt:
      event === 'settings-tampering'
        ? reasonOf(record, 'the settings that hold the hooks were changed')
        : strayOf(record),
  };
};

const originOf = (record: EvidenceRecord | null): Origin | undefined =>
  record?.type === 'decision' || record?.type === 'lifecycle' ? record.origin : undefined;

const last = <Value>(values: readonly (Value | undefined)[]): Value | null =>
  values.findLast((value) => value !== undefined) ?? null;

const plainOrNull = (text: string | null): string | null => (text === null ? null : plainText(text, 1000));

/** A hook really fired: only a record whose origin says so, not a daemon's own note and not another path. */
const isHook = (record: EvidenceRecord | null): boolean => originOf(record)?.surface === 'hook';

/**
 * Keeps devices, sessions and what is installed from what was stored. The caller runs it in the transaction that moves the chain on, so
 * each record counts once.
 */
export const openRegistry = (database: DatabaseSync) => {
  const device = database.prepare(`
    INSERT INTO devices VALUES (:id, :host, :user, :os, :tier, :version, :now, :now, :now, :hookAt, :hookSeen, :records)
    ON CONFLICT(id) DO UPDATE SET host = :host, user = :user, os = :os, tier = :tier, version = :version,
      last_seen = :now, online_since = CASE WHEN :wasSilent = 1 THEN :now ELSE online_since END,
      last_hook_at = coalesce(:hookAt, last_hook_at), last_hook_seen = coalesce(:hookSeen, last_hook_seen),
      records = records + :records`);
  const lastSeen = database.prepare('SELECT last_seen FROM devices WHERE id = ?');
  const session = database.prepare(`
    INSERT INTO sessions VALUES (:device, :id, :agent, :agentVersion, :user, :workspace, :permissionMode, :first, :last,
      :actions, :blocked, :started, :blind, :doubt)
    ON CONFLICT(device, id) DO UPDATE SET agent = coalesce(:agent, agent),
      agent_version = coalesce(:agentVersion, agent_version), user = coalesce(:user, user),
      workspace = coalesce(:workspace, workspace), permission_mode = coalesce(:permissionMode, permission_mode),
      first_seen = min(first_seen, :first), last_seen = max(last_seen, :last), actions = actions + :actions,
      blocked = blocked + :blocked, started = max(started, :started), blind = coalesce(blind, :blind),
      doubt = coalesce(doubt, :doubt)`);

  const noteInventory = openInventoryNews(database);

  const noteSession = (id: string, records: readonly NewRecord[]): void => {
    const origins = records.flatMap(({ record }) => originOf(record) ?? []);
    const signs = records.flatMap(({ record }) => (record === null ? [] : [signOf(record)]));
    const times = records.map(({ item }) => item.at).sort();
    session.run({
      device: records[0]?.item.device ?? '',
      id,
      agent: last(origins.map(({ agent }) => agent)),
      agentVersion: last(origins.map(({ agentVersion }) => agentVersion)),
      user: records.findLast(({ item }) => item.user !== null)?.item.user ?? null,
      workspace: plainOrNull(last(origins.map(({ workspace }) => workspace))),
      permissionMode: last(origins.map(({ permissionMode }) => permissionMode)),
      first: times[0] ?? '',
      last: times.at(-1) ?? '',
      actions: records.filter(({ record }) => record?.type === 'decision').length,
      blocked: records.filter(({ item }) => item.enforced === 'block').length,
      started: signs.some(({ started }) => started) ? 1 : 0,
      blind: signs.find(({ blind }) => blind !== null)?.blind ?? null,
      doubt: signs.find(({ doubt }) => doubt !== null)?.doubt ?? null,
    });
  };

  return {
    note: (upload: UploadRequest, records: readonly NewRecord[], receivedAt: string): void => {
      const known = oneRow(lastSeen, upload.device);
      const hook = records.findLast(({ record }) => isHook(record));
      device.run({
        id: upload.device,
        host: plainText(upload.host, 255),
        user: plainText(upload.user, 200),
        os: plainText(upload.os, 64),
        tier: upload.tier,
        version: plainText(upload.version, 64),
        now: receivedAt,
        wasSilent: known !== undefined && isSilent(text(known, 'last_seen'), receivedAt) ? 1 : 0,
        hookAt: hook?.item.at ?? null,
        hookSeen: hook === undefined ? null : receivedAt,
        records: records.length,
      });
      noteInventory(records);
      const ofSessions = records.filter(({ item, record }) => item.session !== null && record !== null);
      // One write a session and batch: a batch holds many records of few sessions.
      for (const [id, own] of Map.groupBy(ofSessions, ({ item }) => item.session ?? '')) noteSession(id, own);
    },
  };
};
