import type { ActivityItem } from '@sallyport/fleet-protocol';
import type { Command } from 'commander';
import { define, isFailure } from '../command.ts';
import { openState } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { connect, refusal } from '../policy/connect.ts';
import { sinceOf } from '../policy/read-decisions.ts';
import { plain, printLine, style, tell } from '../terminal.ts';
import { componentHash } from './component-hash.ts';
import { addExposure, type Exposure } from './exposure-of-items.ts';

const PAGE = 500;
/** Of the newest; more is said to be left out. */
const MAX_RECORDS = 200_000;
const PROGRESS_EVERY_MS = 2000;

export const registerExposure = (recall: Command): Command =>
  define<{ since?: string }>(
    recall
      .command('exposure')
      .argument('<hash-or-path>', 'a SHA-256 of the inventory or the evidence, or a folder or file here')
      .option('--since <when>', 'only later records: `2026-11-01`, or how long ago, `7d`')
      .description(
        'Who loaded or called a part, on which device, in which session, when first and last, by the retained evidence',
      ),
    [
      'sallyport recall exposure 9f2c5d1e0b7a4c3d8e6f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f',
      'sallyport recall exposure ~/.claude/skills/deploy --since 30d --json | jq -r .sessions[].user',
    ],
    async ({ json, since }, word = '') => {
      const sha256 = componentHash(word);
      if (typeof sha256 !== 'string') return sha256;
      const sinceMs = sinceOf(since, Date.now());
      if (typeof sinceMs === 'object') return sinceMs;
      const context = openState();
      if (isFailure(context)) return context;
      const connected = connect(context);
      if (isFailure(connected)) return connected;
      const sessions = new Map<string, Exposure>();
      let records = 0;
      let cursor: string | null | undefined;
      let toldAt = performance.now();
      do {
        const page = await connected.client.activity({
          component: sha256,
          limit: PAGE,
          ...(sinceMs === undefined ? {} : { since: new Date(sinceMs).toISOString() }),
          ...(typeof cursor === 'string' ? { cursor } : {}),
        });
        if (!page.ok) return refusal(page);
        for (const item of page.value.items) addExposure(sessions, item, sha256);
        records += page.value.items.length;
        cursor = page.value.next;
        if (performance.now() - toldAt > PROGRESS_EVERY_MS) {
          toldAt = performance.now();
          tell(`read ${records} records …`);
        }
      } while (cursor !== null && records < MAX_RECORDS);
      const isPart = cursor !== null;
      const exposed = [...sessions.values()];
      if (!json) show(exposed, isPart);
      return { exit: EXIT.ok, data: { sha256, records, isPart, sessions: exposed } };
    },
  );

function show(exposed: readonly Exposure[], isPart: boolean): void {
  for (const { user, device, session, agent, firstAt, lastAt, actions, stopped } of exposed) {
    printLine(
      `${style.bold(plain(user ?? '-'))}  ${plain(device)}  ${plain(session ?? '-')}  ${plain(agent ?? '-')}`,
    );
    printLine(style.dim(`    ${firstAt} to ${lastAt}  ${actions} actions, ${stopped} of them stopped`));
  }
  const count = (of: (one: Exposure) => ActivityItem['user']): number => new Set(exposed.map(of)).size;
  printLine(
    exposed.length === 0
      ? 'no retained record shows it'
      : `${exposed.length} sessions of ${count((one) => one.user)} people on ${count((one) => one.device)} devices`,
  );
  if (isPart) tell(`only the newest ${MAX_RECORDS} records were read; narrow it with \`--since\``);
}
