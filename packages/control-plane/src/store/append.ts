import { UploadRequest, type ActivityItem, type EvidenceFinding } from '@sallyport/fleet-protocol';
import type { DatabaseSync } from 'node:sqlite';
import { openChains, type ChainState } from './chain-state.ts';
import { dayOf, listDays } from './day-segment.ts';
import { prepareDayWriter, type NewRow } from './day-writer.ts';
import { followChain, type Followed } from './follow-chain.ts';
import { daysToSearch, isDecisionOf, joinSighting, prepareJoin, type Join } from './join-sightings.ts';
import { OpenDays } from './open-days.ts';
import type { UploadBody, UploadOutcome } from './operations.ts';
import { numberLines, readLine } from './read-line.ts';
import { openRegistry, type NewRecord } from './registry.ts';
import { inTransaction, oneRow, text } from './sqlite.ts';

/**
 * Stores uploads. Owns the order in which things become durable:
 *
 * 1. the rows, in the files of their days (one commit a day touched), then what later sightings add to them;
 * 2. the chains' new ends, counters and findings, in the state file (one commit);
 * 3. only then the answer.
 *
 * A crash between 1 and 2 leaves rows that no chain counts yet. The device sends the same lines again, the rows are found
 * by (chain, seq) and left alone, and 2 is made up for. INVARIANT: nothing is counted in step 1 that is not tied to an
 * insert, and nothing in step 2 that is not tied to `through` moving on.
 */

const MAX_KEPT_COPY = 16_384;

type Batch = {
  readonly upload: UploadRequest;
  readonly receivedAt: string;
  readonly chain: ChainState;
  readonly followed: Followed[];
};

const parseUpload = (bytes: Uint8Array): UploadRequest | string => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return 'the body is not JSON in UTF-8';
  }
  const upload = UploadRequest.safeParse(parsed);
  if (upload.success) return upload.data;
  const [issue] = upload.error.issues;
  return `the body is not an upload: \`${issue?.path.join('.') ?? ''}\` ${issue?.message ?? ''}`;
};

const rowsOf = ({ chain, followed }: Batch): NewRow[] =>
  followed.flatMap((one) =>
    one.kind === 'new' ? [{ chain: chain.id, item: one.item, text: one.text, line: one.line }] : [],
  );

const joinOf = ({ chain }: Batch, one: Followed): Join | undefined => {
  if (one.kind !== 'new' || one.record?.type !== 'sighting') return undefined;
  const { record, seq } = one;
  return record.decision === undefined
    ? undefined
    : { chain: chain.id, seq, record, decision: record.decision };
};

export const openAppend = (directory: string, state: DatabaseSync) => {
  const chains = openChains(state);
  const registry = openRegistry(state);
  const addFinding = state.prepare('INSERT OR IGNORE INTO findings VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)');
  const days = new OpenDays(directory, { readOnly: false }, (database) => ({
    write: prepareDayWriter(database),
    join: prepareJoin(database),
    storedLine: database.prepare('SELECT line FROM records WHERE chain = ? AND seq = ?'),
  }));

  /** The line stored under this number; a copy that was changed may name another day, hence the search. */
  const storedLine = (chain: ChainState, seq: number, at: string): string | undefined => {
    const existing = listDays(directory);
    const likely = dayOf(at);
    const ordered = existing.includes(likely)
      ? [likely, ...existing.filter((day) => day !== likely)]
      : existing;
    for (const day of ordered) {
      const row = oneRow(days.get(day).prepared.storedLine, chain.id, seq);
      if (row !== undefined) return text(row, 'line');
    }
    return undefined;
  };

  /** The day whose file holds, or is about to hold, the decision that a sighting names. */
  const dayOfDecision = (join: Join, at: string, rows: readonly NewRow[]): string | undefined => {
    const row = rows.find(({ chain, item }) => chain === join.chain && item.seq === join.decision);
    if (row !== undefined) return isDecisionOf(row.line, join) ? dayOf(row.item.at) : undefined;
    return daysToSearch(at, listDays(directory)).find((day) => {
      const known = oneRow(days.get(day).prepared.storedLine, join.chain, join.decision);
      return known !== undefined && isDecisionOf(text(known, 'line'), join);
    });
  };

  /** Writes the rows of all batches; a sighting whose decision is known is kept beside it and not listed. Says which are. */
  const writeRows = (batches: readonly Batch[]): ReadonlySet<ActivityItem> => {
    const rows = batches.flatMap(rowsOf);
    const joins = batches.flatMap((batch) =>
      batch.followed.flatMap((one) => {
        const join = joinOf(batch, one);
        if (join === undefined || one.kind !== 'new') return [];
        const day = dayOfDecision(join, one.item.at, rows);
        return day === undefined ? [] : [{ join, day, item: one.item }];
      }),
    );
    const joined = new Set(joins.map(({ item }) => item));
    writeDays(rows.map((row) => (joined.has(row.item) ? { ...row, listed: false } : row)));
    for (const { join, day } of joins) joinSighting(days.get(day).prepared.join, join);
    return joined;
  };

  const findingsOf = ({ chain, followed, receivedAt }: Batch): EvidenceFinding[] =>
    followed.flatMap((one): EvidenceFinding[] => {
      const base = { device: chain.device, epoch: chain.epoch, seq: one.seq, at: receivedAt };
      if (one.kind === 'new') return one.problems.map((problem) => ({ ...base, ...problem, line: null }));
      const stored = storedLine(chain, one.seq, one.at);
      if (stored === undefined || stored === one.line) return [];
      const detail = `record ${one.seq} came again with another content; the first one is the one that is listed`;
      return [{ ...base, cause: 'conflicting-copy', detail, line: one.line.slice(0, MAX_KEPT_COPY) }];
    });

  const writeDays = (rows: readonly NewRow[]): void => {
    for (const [day, rowsOfDay] of Map.groupBy(rows, (row) => dayOf(row.item.at)))
      days.get(day).prepared.write(rowsOfDay);
  };

  const writeState = (batches: readonly Batch[], findings: readonly EvidenceFinding[]): void =>
    inTransaction(state, () => {
      for (const batch of batches) {
        chains.save(batch.chain);
        const records: NewRecord[] = batch.followed.filter((one) => one.kind === 'new');
        registry.note(batch.upload, records, batch.receivedAt);
      }
      for (const { device, epoch, seq, cause, at, detail, line } of findings)
        addFinding.run(device, epoch, seq, cause, at, detail, line);
    });

  const append = (uploads: readonly UploadBody[]): UploadOutcome[] => {
    // Two uploads of one call may continue the same chain; they must see each other.
    const open = new Map<string, ChainState>();
    const chainOf = (upload: UploadRequest, now: string): ChainState => {
      const name = JSON.stringify([upload.device, upload.epoch]);
      const chain = open.get(name) ?? chains.open(upload.device, upload.epoch, now);
      open.set(name, chain);
      return chain;
    };
    const batches: Batch[] = [];
    const prepared = uploads.map(({ bytes, receivedAt }): Batch | string => {
      const upload = parseUpload(bytes);
      if (typeof upload === 'string') return upload;
      const chain = chainOf(upload, receivedAt);
      const lines = numberLines(upload.lines.map(readLine));
      if (lines === null) return 'no line of the upload says its number (`seq`)';
      const source = { host: upload.host, user: upload.user, receivedAt };
      const batch = {
        upload,
        receivedAt,
        chain,
        followed: lines.map((line) => followChain(chain, line, source)),
      };
      batches.push(batch);
      return batch;
    });
    const joined = writeRows(batches);
    const findings = new Map(batches.map((batch) => [batch, findingsOf(batch)]));
    writeState(batches, [...findings.values()].flat());
    return prepared.map((batch) =>
      typeof batch === 'string'
        ? { kind: 'refused', why: batch }
        : {
            kind: 'stored',
            storedThrough: batch.chain.through,
            findings: findings.get(batch)?.length ?? 0,
            items: batch.followed.flatMap((one) =>
              one.kind === 'new' && !joined.has(one.item) ? [one.item] : [],
            ),
          },
    );
  };

  return { append, closeDay: (day: string) => days.close(day), close: () => days.closeAll() };
};
