import type { WhenStale } from '@sallyport/action-model';
import type { Problem } from '../problem.ts';
import { nearest } from '../suggest.ts';
import { PolicyDocument } from './policy-document.ts';
import { readYaml, type ReadYaml, type YamlSource } from './read-yaml.ts';
import { RecallDocument } from './recall-document.ts';
import { rulesOfRecall } from './rules-of-recall.ts';
import { rulesOfRights } from './rules-of-rights.ts';
import { ToolRightsDocument } from './tool-rights-document.ts';

export interface Source extends YamlSource {
  /** What a category does while the policy is out of date where its documents don't say; `keep` without it. */
  readonly whenStale?: WhenStale;
}

/** A document as rules, whatever its kind was. */
export interface ReadDocument extends ReadYaml<PolicyDocument> {
  readonly whenStale: WhenStale;
  /** Rows of a table of rights that became no rule. */
  readonly idleRows: readonly number[];
}

export const readDocuments = (source: Source, problems: Problem[]): readonly ReadDocument[] =>
  readYaml(source, schemaFor, problems).map((read) => ({
    ...asRules(read),
    whenStale: source.whenStale ?? 'keep',
  }));

const SCHEMAS = { Policy: PolicyDocument, ToolRights: ToolRightsDocument, Recall: RecallDocument };
const KINDS = Object.keys(SCHEMAS);

/** By the kind that the document names or nearly names, so that its problems are told in the terms of that kind. */
const schemaFor = (value: unknown): (typeof SCHEMAS)[keyof typeof SCHEMAS] => {
  const kind: unknown =
    typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
  const named = typeof kind === 'string' ? nearest(kind, KINDS) : undefined;
  return named === 'ToolRights' || named === 'Recall' ? SCHEMAS[named] : PolicyDocument;
};

const asRules = (
  read: ReadYaml<PolicyDocument | ToolRightsDocument | RecallDocument>,
): ReadYaml<PolicyDocument> & Pick<ReadDocument, 'idleRows'> => {
  if (read.document.kind === 'Policy') return { ...read, document: read.document, idleRows: [] };
  if (read.document.kind === 'Recall') {
    return {
      source: read.source,
      document: rulesOfRecall(read.document),
      idleRows: [],
      lineOf: ([first, ...rest]) => read.lineOf(first === 'rules' ? ['components'] : [first ?? '', ...rest]),
    };
  }
  const { rights } = read.document;
  const { document, rows } = rulesOfRights(read.document);
  return {
    source: read.source,
    document,
    idleRows: [...rights.keys()].filter((row) => !rows.includes(row)),
    // What is wrong with a rule is told where its row stands.
    lineOf: ([first, number, ...rest]) =>
      first === 'rules' && typeof number === 'number'
        ? read.lineOf(['rights', rows[number] ?? 0])
        : read.lineOf([first ?? '', ...(number === undefined ? [] : [number]), ...rest]),
  };
};

export const problemAt = (
  read: ReadDocument,
  path: readonly (string | number)[],
  message: string,
): Problem => {
  const line = read.lineOf(path);
  return { source: read.source, ...(line === undefined ? {} : { line }), message };
};
