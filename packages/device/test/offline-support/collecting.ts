import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { NewEvidence } from '@sallyport/action-model';
import { EvidenceRecord } from '@sallyport/action-model';
import { KeptCollector } from '../../src/offline/collect-kept.ts';
import { openSpool } from '../../src/spool/open-spool.ts';
import type { QuotaLimits } from '../../src/spool/quota.ts';
import type { Spool } from '../../src/spool/spool.ts';
import { recordsBehind } from '../../src/spool/tail-spool.ts';
import { stateHome, type StateHome } from '../../src/state-home.ts';
import { testMachine } from '../install/test-machine.ts';

/** More than a renamed file needs to settle. */
const ROUND_MS = 5000;

/** A state home with a spool, and a collector whose clock goes on by one interval a round. */
export type Collecting = AsyncDisposable & {
  home: StateHome;
  hookFolder: string;
  spool: Spool;
  /** Returns what was handed on as taken. */
  rounds: (count: number) => Promise<NewEvidence[]>;
  records: () => Promise<EvidenceRecord[]>;
  gaps: () => Promise<{ count: number | undefined; detail: string | undefined }[]>;
  /** How many decisions are missing, by the gap records. */
  counted: () => Promise<number>;
  /** Another collector, as after a restart; the spool stays. */
  restart: () => void;
};

export async function collecting(quota: Partial<QuotaLimits> = {}): Promise<Collecting> {
  const machine = await testMachine();
  const home = stateHome(machine.root);
  const hookFolder = dirname(home.hookGaps);
  mkdirSync(hookFolder, { recursive: true });
  const spool = await openSpool({
    directory: home.spool,
    device: 'device-1',
    tier: 'cooperative',
    segmentBytes: 1_048_576,
    quota,
    now: () => new Date('2026-11-22T12:00:00.000Z'),
  });
  let nowMs = 0;
  let collector = new KeptCollector(home, spool, () => nowMs);
  const records = async (): Promise<EvidenceRecord[]> => {
    const found: EvidenceRecord[] = [];
    for await (const { text } of recordsBehind(home.spool, 0))
      found.push(EvidenceRecord.parse(JSON.parse(text)));
    return found;
  };
  const gaps = async () =>
    (await records()).flatMap((record) =>
      record.type === 'gap' ? [{ count: record.count, detail: record.detail }] : [],
    );
  return {
    home,
    hookFolder,
    spool,
    records,
    gaps,
    counted: async () => (await gaps()).reduce((sum, { count = 0 }) => sum + count, 0),
    rounds: async (count) => {
      const taken: NewEvidence[] = [];
      for (let round = 0; round < count; round += 1) {
        await collector.round((evidence) => taken.push(evidence));
        nowMs += ROUND_MS;
      }
      return taken;
    },
    restart: () => {
      collector = new KeptCollector(home, spool, () => nowMs);
    },
    [Symbol.asyncDispose]: async () => {
      await spool.close();
      await machine[Symbol.asyncDispose]();
    },
  };
}
