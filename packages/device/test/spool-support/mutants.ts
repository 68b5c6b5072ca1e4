/** One way to break the spool on purpose: `find` in `file` becomes `replace`. Some check has to notice. */
export interface Mutant {
  readonly what: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

export const MUTANTS: readonly Mutant[] = [
  {
    what: 'records are never synced',
    file: 'journal.ts',
    find: 'await active.file.datasync();',
    replace: '',
  },
  {
    what: 'records are acknowledged while the sync is under way',
    file: 'journal.ts',
    find: 'await active.file.datasync();',
    replace: 'void active.file.datasync().catch(() => undefined);',
  },
  {
    what: 'the name of a new segment is not synced',
    file: 'journal.ts',
    find: 'await files.syncDirectory(directory);',
    replace: '',
  },
  {
    what: 'the link to the record before is skipped',
    file: 'link.ts',
    find: '"prev":"${head.hash}"}`',
    replace: '"prev":"${CHAIN_START}"}`',
  },
  {
    what: 'the hash does not cover the record before',
    file: 'link.ts',
    find: 'hashedText(prev, body)',
    replace: "hashedText('', body)",
  },
  {
    what: 'a full disk swallows what it refuses',
    file: 'spool.ts',
    find: 'this.#ledger.count({ cause, count: lost',
    replace: 'this.#ledger.count({ cause, count: 0',
  },
  {
    what: 'gap records that could not be written are forgotten',
    file: 'spool.ts',
    find: '    this.#ledger.restore(gaps);\n    const lost',
    replace: '    const lost',
  },
  {
    what: 'a refusal by quota is not counted',
    file: 'spool.ts',
    find: 'this.gap(cause, 1, detail);',
    replace: '',
  },
  {
    what: 'what a failed write left behind becomes evidence',
    file: 'recover-segment.ts',
    find: 'next.seq <= known.seq',
    replace: 'next.seq <= known.seq + 9',
  },
  {
    what: 'an unfinished write is not cut off',
    file: 'recover-directory.ts',
    find: 'await file.truncate(found.validEnd);',
    replace: '{}',
  },
  {
    what: 'records found after a kill are built upon without a sync',
    file: 'recover-directory.ts',
    find: 'await file.datasync();\n        segments.push(name);',
    replace: 'segments.push(name);',
  },
  {
    what: 'the numbers of lost records are used again',
    file: 'spool.ts',
    find: 'this.#lostThrough = Math.max(this.#lostThrough, opening.lostThrough);',
    replace: '',
  },
  {
    what: 'observations may fill the room of decisions',
    file: 'quota.ts',
    find: 'const limit = isDecision ? totalBytes : observationBytes;',
    replace: 'const limit = totalBytes;',
  },
  {
    what: 'any signature is good enough',
    file: 'checkpoint.ts',
    find: 'return verify(null,',
    replace: 'return true || verify(null,',
  },
];
