import { z } from 'zod';
import { formatProblem, type Problem } from '../problem.ts';
import { readYaml } from './read-yaml.ts';

const Name = z.string().min(1).max(200);

/** Who is in which group, until an identity provider says so. */
const PeopleDocument = z.strictObject({
  apiVersion: z.literal('sallyport/v1'),
  kind: z.literal('People'),
  people: z.array(z.strictObject({ user: Name, groups: z.array(Name).max(500) })).max(10_000),
});

/** User names with their groups. */
export type People = ReadonlyMap<string, readonly string[]>;

export type ReadPeople =
  { readonly ok: true; readonly people: People } | { readonly ok: false; readonly why: string };

/** One document, all or nothing: half a list of people would be a policy nobody wrote. */
export const readPeople = (name: string, text: string): ReadPeople => {
  const problems: Problem[] = [];
  const documents = readYaml({ name, text }, PeopleDocument, problems);
  const [read] = documents;
  const people = new Map<string, readonly string[]>();
  for (const [index, { user, groups }] of (read?.document.people ?? []).entries()) {
    if (people.has(user)) {
      const line = read?.lineOf(['people', index]);
      const message = `user \`${user}\` is listed twice; put all groups on one line`;
      problems.push({ source: name, ...(line === undefined ? {} : { line }), message });
    }
    people.set(user, [...new Set(groups)]);
  }
  if (problems.length === 0 && documents.length !== 1)
    problems.push({ source: name, message: `holds ${documents.length} documents instead of one` });
  const [first] = problems;
  return first === undefined ? { ok: true, people } : { ok: false, why: formatProblem(first) };
};
