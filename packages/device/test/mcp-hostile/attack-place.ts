import { setImmediate } from 'node:timers/promises';
import { McpSession } from '../../src/mcp-gateway/mcp-session.ts';
import { OpenTasks } from '../../src/mcp-gateway/open-tasks.ts';
import { serversWithPack } from '../mcp-pack.ts';
import { answers, APPROVED, asks, lists, type End, type Peers, type Turn } from './attack.ts';

/** Before each attack: a server that a person has let in, with two tools. */
const START: readonly Turn[] = [
  asks('start', 'initialize', {
    protocolVersion: '2025-03-26',
    clientInfo: { name: 'c', version: '1' },
    capabilities: {},
  }),
  answers('start', { protocolVersion: '2025-03-26', serverInfo: { name: 'notes' }, capabilities: {} }),
  ...lists('list', APPROVED),
];

const WAIT_MS = 10_000;

/** With nobody in between: each hears what the other says. */
export const withoutGateway = (turns: readonly Turn[]): Peers =>
  peersOf(
    turns.map(({ from, says }) => ({ to: from === 'client' ? 'server' : 'client', text: textOf(says) })),
  );

type Heard = { readonly to: 'client' | 'server'; readonly text: string };

export type Defended = {
  readonly peers: Peers;
  /** What came of the last turn. */
  readonly end: End;
  /** What is on record since the attack began. */
  readonly records: readonly string[];
};

export async function throughGateway(
  pack: 'individual' | 'company',
  turns: readonly Turn[],
): Promise<Defended> {
  const { server, kept, told, door, context } = serversWithPack(pack);
  const notes = server('notes');
  const said: { readonly kind: string; readonly line: number; readonly text: string }[] = [];
  const failed: unknown[] = [];
  const { actionId, digest } = context;
  const session = new McpSession({
    door,
    context: (from) => ({ server: { name: 'notes' }, from, origin: notes.origin, actionId, digest }),
    gate: notes.gate,
    tasks: new OpenTasks(),
    named: () => {},
    send: (kind, line, text = '') => void said.push({ kind, line, text }),
    failed: (error) => void failed.push(error),
  });
  let lines = 0;
  const take = async ({ from, says }: Turn): Promise<void> => {
    lines += 1;
    const line = lines;
    session.take({ kind: `from-${from}`, line, bytes: Buffer.from(says) });
    const endsAt = performance.now() + WAIT_MS;
    while (!said.some((each) => each.line === line && each.kind !== 'held')) {
      if (performance.now() > endsAt) throw new Error(`line ${line} has no fate`);
      await setImmediate();
    }
  };
  for (const turn of START) await take(turn);
  notes.approve();
  const before = { said: said.length, kept: kept.length, told: told.length };
  for (const turn of turns) await take(turn);
  session.gone();
  if (failed.length > 0) throw new Error('the session failed', { cause: failed[0] });
  const last = turns.at(-1);
  const fate = said.find((each) => each.line === lines && each.kind !== 'held');
  if (last === undefined || fate === undefined) throw new Error('no turn');
  const records = [
    ...kept
      .slice(before.kept)
      .map((record) =>
        record.type === 'decision'
          ? record.decision.enforced === 'allow'
            ? 'allow'
            : 'decision'
          : 'event' in record && typeof record.event === 'string'
            ? record.event
            : record.type,
      ),
    ...told.slice(before.told).map(({ type }) => type),
  ];
  return {
    peers: peersOf(
      said
        .slice(before.said)
        .flatMap(({ kind, text }): Heard[] =>
          kind === 'to-client' || kind === 'to-server'
            ? [{ to: kind === 'to-client' ? 'client' : 'server', text }]
            : [],
        ),
    ),
    end: endOf(last, fate.kind, fate.text),
    records,
  };
}

function endOf({ from, says }: Turn, kind: string, text: string): End {
  if (kind === 'nothing') return 'dropped';
  if (kind === `to-${from}`) return 'refused';
  if (text.includes('[redacted:')) return 'redacted';
  if (text.includes('Sallyport')) return 'withheld';
  // A list that is shorter than what the server said.
  return toolsIn(text) < toolsIn(textOf(says)) ? 'left out' : 'goes on';
}

/** Or prompts. */
const toolsIn = (text: string): number => text.split(/"inputSchema"|"arguments":\[/).length;

const textOf = (says: Uint8Array): string => Buffer.from(says).toString('utf8');

function peersOf(heard: readonly Heard[]): Peers {
  const of = (to: Heard['to']) => heard.flatMap((each) => (each.to === to ? [each.text] : []));
  const serverHeard = of('server');
  return { ran: serverHeard.flatMap(ranBy), serverHeard, clientHeard: of('client') };
}

/** As readers do that take the first of two members, the last one, or go on to the next line. */
function ranBy(text: string): readonly string[] {
  if (!/tools[/]call/i.test(text.replaceAll(/\\u002f|\\/gi, '/').replaceAll('//', '/'))) return [];
  return [...text.matchAll(/"name"\s*:\s*"([^"]*)"/g)].map(([, name = '']) => unescaped(name));
}

const unescaped = (text: string): string => {
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    return text;
  }
};
