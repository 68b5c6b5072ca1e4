/**
 * What revision 2026-07-28 repeats of a message in headers, so that something on the way can act on it without reading
 * the body. What was judged is the body, so headers that say something else go no further.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { parseBody } from './parse-body.ts';

export const HEADER_MISMATCH = -32_020;

/** The member that `Mcp-Name` repeats, by method. */
const NAMED: Readonly<Record<string, string>> = {
  'tools/call': 'name',
  'resources/read': 'uri',
  'prompts/get': 'name',
};
const PARAM = 'mcp-param-';
const BASE64 = /^=\?base64\?([A-Za-z0-9+/]*={0,2})\?=$/;
/** Leaves of arguments that are compared. */
const MAX_LEAVES = 10_000;

/** Which header disagrees with the message; undefined where all agree. */
export function mismatchedHeader(headers: IncomingHttpHeaders, body: Buffer): string | undefined {
  const given = Object.entries(headers).filter(([header]) => header.startsWith(PARAM));
  if (given.length === 0 && headers['mcp-method'] === undefined && headers['mcp-name'] === undefined)
    return undefined;
  const { method, params } = recordOf(parseBody(body));
  const said = headers['mcp-method'];
  if (said !== undefined && said !== method) return 'Mcp-Method';
  const member = typeof method === 'string' && Object.hasOwn(NAMED, method) ? NAMED[method] : undefined;
  const name = headers['mcp-name'];
  if (name !== undefined && (member === undefined || decoded(String(name)) !== recordOf(params)[member]))
    return 'Mcp-Name';
  if (given.length === 0) return undefined;
  const values = leavesOf(recordOf(params)['arguments']);
  return given.find(([, value]) => !values.has(decoded(String(value)) ?? ''))?.[0];
}

const decoded = (value: string): string | undefined => {
  const [, base64] = BASE64.exec(value) ?? [];
  if (base64 === undefined) return value;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(base64, 'base64'));
  } catch {
    return undefined;
  }
};

/** As headers write them. */
const leavesOf = (value: unknown): ReadonlySet<string> => {
  const leaves = new Set<string>();
  const waiting: unknown[] = [value];
  for (let next = waiting.pop(); next !== undefined && leaves.size < MAX_LEAVES; next = waiting.pop()) {
    if (typeof next === 'object' && next !== null) waiting.push(...Object.values(next));
    else leaves.add(typeof next === 'string' ? next : (JSON.stringify(next) ?? ''));
  }
  return leaves;
};

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? // An object read from JSON.
      (value as Readonly<Record<string, unknown>>)
    : {};
