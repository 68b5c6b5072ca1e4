import type { Action, Decision, Finding, SessionLabel } from '@sallyport/action-model';

/** Content that others wrote: pages, and whatever a server or connector gives back. */
const FOREIGN: ReadonlySet<string> = new Set(['mcp-server', 'plugin', 'connector', 'browser', 'unknown']);
const WEB_KINDS: ReadonlySet<string> = new Set(['web.fetch', 'web.search', 'browser.act']);
const SENDING_KINDS: ReadonlySet<string> = new Set(['message.send', 'net.upload', 'share.change']);
/** The policy category that speaks of keys and stores of passwords. */
const SECRETS_CATEGORY = 'secrets';

const isSecret = ({ detector, level }: Finding): boolean => detector === 'secret' && level === 'block';
/** Many people's data together, which is what a rule on bulk says. */
const isBulk = ({ detector, level }: Finding): boolean => detector === 'pii' && level === 'block';

/** What a session has been through by getting this result. */
export const labelsOfResult = ({ kind, tool, findings }: Action): readonly SessionLabel[] => [
  ...(WEB_KINDS.has(kind) ||
  FOREIGN.has(tool?.provenance ?? 'unknown') ||
  findings.some(({ detector }) => detector === 'injection')
    ? (['untrusted-content'] as const)
    : []),
  ...labelsOfFindings(findings),
];

/** What a session has been through by an action that was let go. */
export const labelsOfAction = (
  { kind, hosts, findings }: Action,
  decision: Decision,
  categoryOf: (policy: string) => string | undefined,
): readonly SessionLabel[] => {
  if (decision.enforced !== 'allow' && decision.enforced !== 'warn') return [];
  const isListed = isListedAsSecret(decision, categoryOf);
  const sends =
    SENDING_KINDS.has(kind) || hosts.some(({ zone, direction }) => zone === 'public' && direction === 'send');
  return [
    ...(isListed ? (['sensitive-read'] as const) : []),
    ...(sends ? (['external-send'] as const) : []),
    ...labelsOfFindings(findings),
  ];
};

/** Does policy speak of it as of a key or a store of passwords? */
export const isListedAsSecret = (
  { obligations }: Decision,
  categoryOf: (policy: string) => string | undefined,
): boolean => obligations.some(({ policy }) => categoryOf(policy) === SECRETS_CATEGORY);

const labelsOfFindings = (findings: readonly Finding[]): readonly SessionLabel[] => [
  ...(findings.some(isSecret) ? (['secret-seen', 'sensitive-read'] as const) : []),
  ...(findings.some(isBulk) ? (['sensitive-read'] as const) : []),
];
