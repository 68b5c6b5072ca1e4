import type { EvidenceRecord, Reason } from '@sallyport/action-model';
import { MAX_ITEM_COMPONENTS, MAX_ITEM_RULES, MAX_ITEM_SIGHTINGS, type ActivityItem } from './activity.ts';
import { plainText } from './plain-text.ts';
import { summarise } from './summarise.ts';

const MAX_NAME = 300;
const MAX_SEARCH_TEXT = 4096;

const name = (text: string | undefined): string | null =>
  text === undefined ? null : plainText(text, MAX_NAME);

/** What the record itself does not say: under which chain it came and from which machine. */
export type RecordSource = { readonly epoch: string; readonly host: string; readonly user: string };

const sessionOf = (record: EvidenceRecord): string | undefined => {
  if (record.type === 'decision') return record.origin.session;
  if (record.type === 'outcome' || record.type === 'sighting') return record.session;
  if (record.type === 'gap') return undefined;
  const { session } = record.detail;
  return record.origin?.session ?? (typeof session === 'string' ? session : undefined);
};

const toolOf = (record: EvidenceRecord): string | undefined => {
  if (record.type === 'decision') return record.action.tool?.name;
  return record.type === 'outcome' ? record.tool : undefined;
};

const rulesOf = (reasons: readonly Reason[]): ActivityItem['rules'] => {
  const rules = new Map<string, { policy: string; rule: string }>();
  for (const { policy, rule } of reasons) {
    if (rules.size === MAX_ITEM_RULES) break;
    const own = { policy: plainText(policy, MAX_NAME), rule: plainText(rule, MAX_NAME) };
    rules.set(`${own.policy}\u0000${own.rule}`, own);
  }
  return [...rules.values()];
};

const componentsOf = (record: EvidenceRecord): readonly string[] => {
  if (record.type !== 'decision') return [];
  const { action, facts } = record;
  const { component, tool } = action;
  const hashes = [
    component?.sha256,
    component?.contentSha256,
    tool?.serverSha256,
    tool?.serverContentSha256,
    ...facts.session.exposure.flatMap(({ sha256, contentSha256 }) => [sha256, contentSha256]),
  ];
  return [...new Set(hashes.filter((sha256) => sha256 !== undefined))];
};

/** The short form of a record. Pure, so that a list built again from stored lines is the same list. */
export const activityItem = (record: EvidenceRecord, source: RecordSource): ActivityItem => {
  const decision = record.type === 'decision' ? record.decision : undefined;
  const origin = record.type === 'decision' || record.type === 'lifecycle' ? record.origin : undefined;
  const [reason] = decision?.reasons ?? [];
  const components = componentsOf(record);
  return {
    device: record.device,
    epoch: source.epoch,
    seq: record.seq,
    at: record.at,
    type: record.type,
    kind: record.type === 'decision' ? record.action.kind : null,
    agent: origin?.agent ?? null,
    session: name(sessionOf(record)),
    user: name(origin?.user ?? source.user),
    host: name(source.host),
    tool: name(toolOf(record)),
    verdict: decision?.verdict ?? null,
    enforced: decision?.enforced ?? null,
    summary: summarise(record),
    reason: reason === undefined ? null : plainText(reason.say, 500),
    policy: name(reason?.policy),
    rule: name(reason?.rule),
    rules: rulesOf(decision?.reasons ?? []),
    sightings: record.type === 'decision' ? record.sightings.slice(0, MAX_ITEM_SIGHTINGS) : [],
    ...(components.length === 0 ? {} : { components: components.slice(0, MAX_ITEM_COMPONENTS) }),
    redacted: record.type === 'decision' && record.redactions.length > 0,
  };
};

/** The words by which a record is found: summary, reason, tool, rule, paths and hosts. Machine, user and session are filters. */
export const searchText = (record: EvidenceRecord, item: ActivityItem): string => {
  const words = [item.summary, item.reason, item.tool, item.policy, item.rule];
  if (record.type === 'decision') {
    const { action } = record;
    words.push(action.url ?? null, action.query ?? null, action.command?.text ?? null);
    words.push(...action.hosts.map((use) => use.host), ...action.paths.map((use) => use.path));
    words.push(...action.paths.map((use) => use.resolved ?? null), ...(action.recipients ?? []));
  }
  return plainText(words.filter((word) => word !== null && word !== '').join(' '), MAX_SEARCH_TEXT);
};
