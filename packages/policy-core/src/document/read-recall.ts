import type { RecalledComponent } from '@sallyport/action-model';
import { formatProblem, type Problem } from '../problem.ts';
import { RecallDocument } from './recall-document.ts';
import { readYaml, type YamlSource } from './read-yaml.ts';

/** The entries of a list of recalled parts that was in force. Throws where the text is no such list. */
export const readRecall = (source: YamlSource): readonly RecalledComponent[] => {
  const problems: Problem[] = [];
  const documents = readYaml(source, RecallDocument, problems);
  const [first] = problems;
  if (first !== undefined) throw new Error(formatProblem(first));
  return documents.flatMap(({ document }) => document.components);
};
