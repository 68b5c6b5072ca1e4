import type { ActionKind, Decision, EvidenceRecord, RecordedAction } from '@sallyport/action-model';
import { plainText } from './plain-text.ts';

const MAX_SUMMARY = 300;
/** Long enough to tell two files apart, short enough that a hostile name can't push the rest out of sight. */
const MAX_PART = 160;

const part = (text: string): string => plainText(text, MAX_PART);

/** `a`, or `a and 3 more`. */
const list = (items: readonly string[], otherwise: string): string => {
  const [first] = items;
  if (first === undefined) return otherwise;
  return items.length === 1 ? part(first) : `${part(first)} and ${items.length - 1} more`;
};

const paths = (action: RecordedAction, home: string | undefined): string =>
  list(
    action.paths.map(({ path }) =>
      home !== undefined && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path,
    ),
    'a file that was not named',
  );
const hosts = (action: RecordedAction): string =>
  list(
    action.hosts.map((use) => use.host),
    'a host that was not named',
  );
const address = (action: RecordedAction): string =>
  action.url === undefined ? hosts(action) : part(action.url);
const tool = (action: RecordedAction): string => part(action.tool?.name ?? 'a tool that was not named');
const people = (action: RecordedAction): string => list(action.recipients ?? [], 'someone not named');
const component = (action: RecordedAction): string =>
  action.component === undefined
    ? 'a component that was not named'
    : `${action.component.type} ${part(action.component.name)}`;
const remotely = (action: RecordedAction): string => (action.remote === true ? ' outside this device' : '');

/** One sentence a kind. A new kind does not compile until it has one. */
const SENTENCES: Record<ActionKind, (action: RecordedAction, home: string | undefined) => string> = {
  'file.read': (action, home) => `read ${paths(action, home)}`,
  'file.list': (action, home) => `list ${paths(action, home)}`,
  'file.write': (action, home) => `write ${paths(action, home)}`,
  'file.delete': (action, home) => `delete ${paths(action, home)}`,
  'shell.run': (action) => `run ${part(action.command?.text ?? 'a command that was not recorded')}`,
  'web.fetch': (action) => `fetch ${address(action)}`,
  'web.search': (action) => `search the web for ${part(action.query ?? 'something not recorded')}`,
  'net.connect': (action) => `connect to ${address(action)}`,
  'net.upload': (action) => `upload to ${address(action)}`,
  'net.download': (action) => `download from ${address(action)}`,
  'message.send': (action) => `send a message to ${people(action)}`,
  'share.change': (action) => `change sharing with ${people(action)}`,
  'access.grant': (action) => `grant access to ${people(action)}`,
  'tool.call': (action) => `call ${tool(action)}`,
  'prompt.submit': () => 'submit a prompt',
  'model.request': (action) => `ask the model ${part(action.model ?? '')}`.trimEnd(),
  'model.response': (action) => `answer from the model ${part(action.model ?? '')}`.trimEnd(),
  'screen.act': (action) =>
    `use the screen: ${part(action.gesture ?? 'a gesture')} in ${part(action.app ?? 'an app that was not named')}`,
  'browser.act': (action) => `use the browser: ${part(action.gesture ?? 'a gesture')} at ${address(action)}`,
  'agent.spawn': (action) => `start an agent ${part(action.agentType ?? '')}`.trimEnd() + remotely(action),
  'schedule.create': (action) =>
    `schedule a task ${part(action.schedule ?? '')}`.trimEnd() + remotely(action),
  'config.change': (action) => `change the setting ${part(action.setting ?? 'that was not named')}`,
  'component.install': (action) => `install ${component(action)}`,
  'component.load': (action) => `load ${component(action)}`,
};

const OUTCOMES = {
  succeeded: 'finish',
  failed: 'fail in',
  'denied-by-client': 'stop in the client:',
  unknown: 'end without a known result:',
} as const;

const detailOf = (detail: Readonly<Record<string, string | number | boolean>>): string =>
  Object.entries(detail)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');

/** What a decision can't change any more is told before anything else. */
const ranFirst = ({ marks }: Decision): string => {
  if (marks.includes('ran-with-another-input')) return 'ran with another input than decided: ';
  if (marks.includes('ran-undecided')) return 'ran without a decision: ';
  return marks.includes('ran-though-blocked') ? 'ran though it was blocked: ' : '';
};

const sentenceOf = (record: EvidenceRecord): string => {
  if (record.type === 'decision')
    return `${ranFirst(record.decision)}${SENTENCES[record.action.kind](record.action, record.origin.home)}`;
  if (record.type === 'sighting') {
    const which = record.decision === undefined ? record.action : `record ${record.decision}`;
    return `see the ${record.of === 'outcome' ? 'end of the ' : ''}deed of ${part(which)} once more`;
  }
  if (record.type === 'outcome') return `${OUTCOMES[record.outcome]} ${part(record.tool ?? 'a tool')}`;
  if (record.type === 'lifecycle') {
    const detail = detailOf(record.detail);
    return `note ${part(record.event)}${detail === '' ? '' : `: ${detail}`}`;
  }
  const lost = record.count === undefined ? 'records' : `${record.count} records`;
  const detail = record.detail === undefined ? '' : ` (${part(record.detail)})`;
  return `miss ${lost}: ${record.cause}${detail}`;
};

/**
 * What a record says happened, as one sentence that starts with a verb ("read ~/.ssh/id_ed25519"). Made only from
 * the fields that evidence keeps after redaction; every foreign part is cleaned and bounded.
 */
export const summarise = (record: EvidenceRecord): string => plainText(sentenceOf(record), MAX_SUMMARY);
