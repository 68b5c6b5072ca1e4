/**
 * What becomes of one line when no guard answers. It is read by the same strict reader, so that nothing goes on that the
 * guard would not have been able to judge, and its tool's row of the last-resort table says what happens. Loaded only then:
 * on the good path a relay reads no message.
 */
import { readFileSync } from 'node:fs';
import type { FailMode } from '@sallyport/action-model';
import {
  canonicalMessage,
  carriesResult,
  mcpToolName,
  readMessageBytes,
  refusalWithText,
  type McpReading,
  type McpRequest,
} from '@sallyport/surfaces';
import type { Asked } from './guard-link.ts';
import { EVERY_SERVER } from './last-resort-row.ts';

export type Outgoing = { readonly to: 'client' | 'server'; readonly text: string };

/** Where the line goes on to, or who gets an answer in its place; `gap` says what nobody decided. */
export type DecidedWithoutGuard = { readonly out: readonly Outgoing[]; readonly gap?: string };

const RESULTS_ROW = 'PostToolBatch';
/** JSON-RPC leaves these numbers to implementations. */
const REFUSED = -32_010;
const SAY =
  'Sallyport could not decide about this, and policy says to stop it then. Do not work around this; tell the user to run: sallyport doctor';

export function decideWithoutGuard(
  { kind, bytes, held }: Pick<Asked, 'kind' | 'bytes' | 'held'>,
  server: string,
  lastResortFile: string,
): DecidedWithoutGuard {
  if (kind === 'too-long-from-client' || kind === 'too-long-from-server')
    return { out: [], gap: `${kind}: a line beyond the limit was left out` };
  const [onward, back] =
    kind === 'from-client' ? (['server', 'client'] as const) : (['client', 'server'] as const);
  const reading = readMessageBytes(bytes);
  if (reading.kind === 'unreadable') {
    const answer = { to: back, text: errorFor(reading.id ?? null) };
    return { out: kind === 'from-client' ? [answer] : [], gap: `unreadable ${kind}` };
  }
  const items = reading.kind === 'batch' ? reading.items : [reading];
  const rows = items.flatMap((item) => rowOf(item, server) ?? []);
  if (rows.every((row) => !held && modeOf(row, lastResortFile) === 'open')) {
    const out = [{ to: onward, text: canonicalMessage(reading) }];
    return rows.length === 0 ? { out } : { out, gap: `open ${rows.join(' ')}` };
  }
  const out = items.flatMap((item) => {
    if (item.kind === 'request') return [{ to: back, text: JSON.stringify(refusalWithText(item, SAY)) }];
    // Whoever asked would wait for ever.
    return item.kind === 'response' ? [{ to: onward, text: errorFor(item.id ?? null) }] : [];
  });
  return { out, gap: `closed ${rows.join(' ')}` };
}

/** Whose row of the table counts; undefined for what no rule is about. */
function rowOf(reading: McpReading, server: string): string | undefined {
  if (reading.kind === 'response') return holdsContent(reading) ? RESULTS_ROW : undefined;
  if (reading.kind === 'notification') return carriesResult(reading) ? RESULTS_ROW : undefined;
  if (reading.kind !== 'request' || PASSES.has(reading.method)) return undefined;
  return reading.method === 'tools/call'
    ? mcpToolName(server, nameOf(reading))
    : mcpToolName(server, reading.method);
}

const nameOf = ({ params }: McpRequest): string =>
  typeof params['name'] === 'string' ? params['name'] : 'unknown';

/** What keeps the connection, or asks for lists: it names nothing and carries nothing of the agent's. */
const PASSES: ReadonlySet<string> = new Set([
  'initialize',
  'ping',
  'server/discover',
  'tools/list',
  'resources/list',
  'resources/templates/list',
  'prompts/list',
  'roots/list',
  'logging/setLevel',
]);

/** What starts a session, and what says nothing, is no content that anybody would have looked at. */
const holdsContent = ({ result, error }: Extract<McpReading, { kind: 'response' }>): boolean => {
  if (result === undefined) return error?.data !== undefined;
  const keys = Object.keys(result);
  return keys.length > 0 && !(keys.includes('protocolVersion') && keys.every((key) => STARTS.has(key)));
};
const STARTS: ReadonlySet<string> = new Set(['protocolVersion', 'capabilities', 'serverInfo', '_meta']);

/**
 * A server's tool may be a file's action, so without a row of its own it is as closed as the table's row for all servers'
 * tools says, which the rules on files have a part in.
 */
function modeOf(row: string, lastResortFile: string): FailMode {
  try {
    const table: unknown = JSON.parse(readFileSync(lastResortFile, 'utf8'));
    if (!isRecord(table) || !isRecord(table['tools'])) return 'closed';
    const { tools, unknownTool } = table;
    const own = (name: string): unknown => (Object.hasOwn(tools, name) ? tools[name] : undefined);
    const said = own(row) ?? (row === RESULTS_ROW ? undefined : own(EVERY_SERVER)) ?? unknownTool;
    return said === 'open' ? 'open' : 'closed';
  } catch {
    return 'closed';
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const errorFor = (id: string | number | null): string =>
  JSON.stringify({ jsonrpc: '2.0', id, error: { code: REFUSED, message: SAY } });
