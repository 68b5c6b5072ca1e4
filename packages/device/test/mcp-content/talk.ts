/**
 * One client and one server with scripted words, wired to each other or through a guard in memory with a shipped pack. What
 * each side got is kept, so that an attack is judged by what it did and not by what the guard says of it.
 */
import { quietFacts } from '@sallyport/action-model';
import { SessionMemory } from '@sallyport/enforcement';
import { hookContextOf } from '../../src/hook-endpoint/machine.ts';
import { openTalk } from '../../src/mcp-gateway/open-talk.ts';
import { PinBook } from '../../src/mcp-gateway/pin-book.ts';
import type { Approved, Seen } from '../../src/mcp-gateway/pin-files.ts';
import { selfProtection } from '../../src/policy-cache/shipped-packs.ts';
import { SessionFacts } from '../../src/session-facts/session-facts.ts';
import { doorInMemory } from '../mcp-door.ts';
import { policyOf } from '../mcp-pack.ts';

export type Pack = 'individual' | 'company';
/** A line, or a message that becomes one. */
export type Line = string | Buffer | object;
export type Step =
  | { readonly from: 'client'; readonly line: Line }
  /** An answer is given only to a request that has come, unless `unasked`. */
  | { readonly from: 'server'; readonly line: Line; readonly unasked: boolean };

export const C = (line: Line): Step => ({ from: 'client', line });
export const S = (line: Line): Step => ({ from: 'server', line, unasked: false });
/** Said by the server whether or not anybody asked. */
export const U = (line: Line): Step => ({ from: 'server', line, unasked: true });

export type Heard = { readonly toServer: readonly string[]; readonly toClient: readonly string[] };

const bytesOf = (line: Line): Buffer =>
  Buffer.isBuffer(line) ? line : Buffer.from(typeof line === 'string' ? line : JSON.stringify(line));
const isAnswer = (line: Line): line is { readonly id: unknown } =>
  typeof line === 'object' && !Buffer.isBuffer(line) && 'id' in line && !('method' in line);
const hasCome = (line: Line, lines: readonly string[]): boolean =>
  !isAnswer(line) || lines.some((each) => each.includes(`"id":${JSON.stringify(line.id)}`));

/** Nobody stands between: each has what the other wrote, to the byte. */
export function undefended(steps: readonly Step[]): Heard {
  const toServer: string[] = [];
  const toClient: string[] = [];
  for (const step of steps) {
    const text = bytesOf(step.line).toString('utf8');
    if (step.from === 'client') toServer.push(text);
    else toClient.push(text);
  }
  return { toServer, toClient };
}

/** Rules of this set beside the pack: what somebody would have who knows their server. */
const OWN = `
apiVersion: sallyport/v1
kind: Policy
metadata: {id: own, category: own, severity: high}
onFailure: closed
rules:
  - {id: drops, on: [tool.call], when: "has(action.tool) && action.tool.name.like('mcp__*__drop*')", verdict: block, say: nothing is dropped}
  - {id: pays, on: [tool.call], when: "has(action.tool) && action.tool.name == 'mcp__notes__pay'", verdict: approve, say: a person pays}
  - {id: steering, on: [tool.call], when: "action.findings.exists(f, f.role == 'result' && f.detector == 'injection' && f.level == 'block')", verdict: block, say: the result steers}
`;
const BESIDE = [...selfProtection(), { name: 'own', text: OWN }];

const now = (): Date => new Date('2026-11-22T12:00:00.000Z');

/** One person's guard, behind which several servers can stand one after the other. */
export function guardWith(pack: Pack) {
  const sessions = new SessionMemory({ now });
  const sessionFacts = new SessionFacts(sessions, undefined, now);
  const { door, kept } = doorInMemory('  - {id: x, on: [web.search], verdict: warn, say: x}', {
    policy: () => ({ ok: true, policy: policyOf(pack, BESIDE) }),
    facts: (action) => ({ ...quietFacts(now().toISOString()), ...sessionFacts.of(action) }),
    sessions,
    sessionFacts,
  });
  let seen: Seen = {};
  const approved: Approved = {};
  const book = new PinBook({
    files: {
      seen: () => structuredClone(seen),
      keepSeen: (next) => void (seen = structuredClone(next)),
      approved: () => approved,
      keepApproved: () => {},
    },
    approvedFile: '/nowhere',
    now,
    tell: () => {},
  });
  const machine = { home: '/home/ann', user: 'ann', groups: [], groupsProof: 'claimed', device: 'd', tier: 'cooperative' } as const; // prettier-ignore

  const talk = async (name: string, steps: readonly Step[]): Promise<Heard> => {
    const key = Buffer.from(name).toString('hex').padEnd(16, '0').slice(0, 16);
    const identity = { sha256: key.padEnd(64, '0'), key, command: name, files: [] };
    // A person has let the server in as it is, and looked at none of its tools yet.
    if (pack === 'company')
      approved[`${name}@${key}`] ??= { identities: [identity.sha256], tools: {}, at: 'now', by: 'ann' };
    const toServer: string[] = [];
    const toClient: string[] = [];
    const ended = new Map<number, () => void>();
    const failed: unknown[] = [];
    const session = openTalk(
      { name, cwd: '/home/ann/project', claims: { CLAUDE_CODE_ENTRYPOINT: 'cli' } },
      Promise.resolve(identity),
      {
        door,
        book,
        contextOf: (claims) =>
          hookContextOf({ ...machine, groups: [], device: machine.device as never }, claims),
        failed: (error) => void failed.push(error),
      },
    ).open((kind, line, text = '') => {
      if (kind === 'to-server') toServer.push(text);
      if (kind === 'to-client') toClient.push(text);
      if (line !== 0 && kind !== 'held') ended.get(line)?.();
    });
    let line = 0;
    for (const step of steps) {
      if (step.from === 'server' && !step.unasked && !hasCome(step.line, toServer)) continue;
      line += 1;
      const answered = new Promise<void>((resolve) => ended.set(line, resolve));
      session.take({ kind: `from-${step.from}`, line, bytes: bytesOf(step.line) });
      await answered;
    }
    session.gone();
    if (failed.length > 0) throw failed[0];
    return { toServer, toClient };
  };
  return { talk, kept };
}
