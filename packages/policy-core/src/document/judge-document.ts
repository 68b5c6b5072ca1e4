import { z } from 'zod';
import { formatProblem, type Problem } from '../problem.ts';
import { readYaml } from './read-yaml.ts';

/** Which model answers the questions of rules. Without such a document nobody is asked. */
const JudgeDocument = z.strictObject({
  apiVersion: z.literal('sallyport/v1'),
  kind: z.literal('Judge'),
  provider: z.enum(['anthropic', 'openai']).meta({
    description:
      'the kind of service: the Messages API, or chat completions, which servers of local models have too',
  }),
  url: z.url({ protocol: /^https?$/, hostname: /^.+$/ }),
  model: z.string().min(1).max(200),
  /** A file with the key alone; a key does not stand in the document that says who may be asked. */
  keyFile: z.string().min(1).max(4096).optional(),
  /** Well below the ten seconds that the hook script waits: after those its last resort decides, and not policy. */
  timeoutMs: z.int().min(100).max(8_000).default(5000),
  maxCharacters: z.int().min(1000).max(400_000).default(40_000),
});
export type JudgeSettings = Readonly<Omit<z.output<typeof JudgeDocument>, 'apiVersion' | 'kind'>>;

export type ReadJudge =
  { readonly ok: true; readonly settings: JudgeSettings } | { readonly ok: false; readonly why: string };

export const readJudge = (name: string, text: string): ReadJudge => {
  const problems: Problem[] = [];
  const documents = readYaml({ name, text }, JudgeDocument, problems);
  const [read] = documents;
  if (problems.length === 0 && documents.length !== 1)
    problems.push({ source: name, message: `holds ${documents.length} documents instead of one` });
  const { url } = read?.document ?? {};
  // What is sent is a person's content: only this machine may be asked without TLS.
  if (url?.startsWith('http:') === true && !LOOPBACK.test(url))
    problems.push({
      source: name,
      message: '`url` must begin with `https:`, except for a model on this machine',
    });
  const [first] = problems;
  if (first !== undefined) return { ok: false, why: formatProblem(first) };
  if (read === undefined) return { ok: false, why: `${name} is empty` };
  const { apiVersion: _apiVersion, kind: _kind, ...settings } = read.document;
  return { ok: true, settings: { ...settings, url: settings.url.replace(/\/+$/, '') } };
};

const LOOPBACK = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?(?:\/|$)/;
