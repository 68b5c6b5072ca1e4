import type { WhenStale } from '@sallyport/action-model';
import type { Problem } from '../problem.ts';
import { PolicyDocument } from './policy-document.ts';
import { readYaml, type ReadYaml, type YamlSource } from './read-yaml.ts';

export interface Source extends YamlSource {
  /** What a category does while the policy is out of date where its documents don't say; `keep` without it. */
  readonly whenStale?: WhenStale;
}

export interface ReadDocument extends ReadYaml<PolicyDocument> {
  readonly whenStale: WhenStale;
}

export const readDocuments = (source: Source, problems: Problem[]): readonly ReadDocument[] =>
  readYaml(source, PolicyDocument, problems).map((read) => ({
    ...read,
    whenStale: source.whenStale ?? 'keep',
  }));
