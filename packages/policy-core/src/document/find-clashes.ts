import type { WhenStale } from '@sallyport/action-model';
import type { Problem } from '../problem.ts';
import { problemAt, type ReadDocument } from './read-documents.ts';

/** What documents say against each other, and rules that exist twice. */
export const clashesOf = (documents: readonly ReadDocument[]): readonly Problem[] => {
  const problems: Problem[] = [];
  const ids = new Map<string, ReadDocument>();
  const modes = new Map<string, ReadDocument>();
  const staleModes = new Map<string, ReadDocument>();
  for (const read of documents) {
    const { metadata, onFailure, whenStale, rules } = read.document;
    const sameId = ids.get(metadata.id);
    if (sameId !== undefined) {
      const message = `policy \`${metadata.id}\` exists twice, also in ${sameId.source}; give one another id`;
      problems.push(problemAt(read, ['metadata', 'id'], message));
    }
    ids.set(metadata.id, read);
    const first = modes.get(metadata.category);
    if (first === undefined) modes.set(metadata.category, read);
    else if (first.document.onFailure !== onFailure) {
      const message = `category \`${metadata.category}\` fails \`${first.document.onFailure}\` in policy \`${first.document.metadata.id}\` and \`${onFailure}\` here; choose one`;
      problems.push(problemAt(read, ['onFailure'], message));
    }
    const saidFirst = staleModes.get(metadata.category);
    if (whenStale !== undefined && saidFirst === undefined) staleModes.set(metadata.category, read);
    else if (whenStale !== undefined && saidFirst?.document.whenStale !== whenStale) {
      const message = `category \`${metadata.category}\` is to \`${saidFirst?.document.whenStale}\` when the policy is out of date in policy \`${saidFirst?.document.metadata.id}\` and to \`${whenStale}\` here; choose one`;
      problems.push(problemAt(read, ['whenStale'], message));
    }
    for (const [index, rule] of rules.entries()) {
      if (rules.findIndex((other) => other.id === rule.id) < index)
        problems.push(
          problemAt(read, ['rules', index, 'id'], `rule \`${rule.id}\` exists twice in this policy`),
        );
    }
  }
  return problems;
};

/** By category, as its documents say; where none says, as each document's source does. */
export const whenStaleOf = (documents: readonly ReadDocument[]): ((read: ReadDocument) => WhenStale) => {
  const said = new Map(
    documents.flatMap(({ document: { metadata, whenStale } }) =>
      whenStale === undefined ? [] : [[metadata.category, whenStale] as const],
    ),
  );
  return (read) => said.get(read.document.metadata.category) ?? read.whenStale;
};
