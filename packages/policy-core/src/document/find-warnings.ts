import type { Problem } from '../problem.ts';
import { problemAt, type ReadDocument } from './read-documents.ts';

const SOON_MS = 14 * 24 * 3_600_000;

/** What a document says that its author may not know any more, or may not have meant. */
export const findWarnings = (read: ReadDocument, now: string | undefined): readonly Problem[] => [
  ...(now === undefined ? [] : expiries(read, Date.parse(now))),
  ...read.idleRows.map((row) =>
    problemAt(
      read,
      ['rights', row],
      `row ${row + 1} of the rights says \`always\` to everybody, which asks for nothing and overrides nothing; remove it, or list its tools under \`except\` of the row that means them too`,
    ),
  ),
];

const expiries = (read: ReadDocument, nowMs: number): readonly Problem[] =>
  read.document.rules.flatMap(({ id, expires }, index) => {
    if (expires === undefined || Date.parse(expires) - nowMs > SOON_MS) return [];
    const when =
      Date.parse(expires) <= nowMs
        ? `expired on ${expires} and no longer counts; remove it or give it a later date`
        : `expires on ${expires}; give it a later date if it is still needed then`;
    return [problemAt(read, ['rules', index, 'expires'], `rule \`${id}\` ${when}`)];
  });
