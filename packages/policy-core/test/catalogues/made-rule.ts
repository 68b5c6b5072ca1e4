import type { Catalogue } from './catalogue.ts';

/** A rule over categories, and the tests that show it, as lines of YAML. */
export type MadeRule = {
  readonly id: string;
  readonly on: readonly string[];
  readonly when: string;
  readonly verdict: 'block' | 'approve' | 'warn';
  readonly say: string;
  /** `given` of a test that the rule answers, and of one that it lets by. */
  readonly stops: string;
  readonly letsBy: string;
};

export const itemsOf = (catalogue: Catalogue, categories: readonly string[]): readonly string[] =>
  categories.flatMap((category) => {
    const items = catalogue.get(category);
    if (items === undefined) throw new Error(`there is no category \`${category}\``);
    return items;
  });

/** A call takes so many arguments at most; more are asked in several calls. */
const MAX_ARGUMENTS = 40;

export const anyOf = (method: string, items: readonly string[]): string => {
  const calls = Array.from({ length: Math.ceil(items.length / MAX_ARGUMENTS) }, (_, index) => {
    const some = items.slice(index * MAX_ARGUMENTS, (index + 1) * MAX_ARGUMENTS);
    return `${method}(${some.map((item) => `'${item}'`).join(', ')})`;
  });
  return calls.length === 1 ? calls.join('') : `(${calls.join(' || ')})`;
};

export const documentOf = (
  head: { readonly comment: string; readonly id: string; readonly description: string },
  rules: readonly MadeRule[],
): string => `# ${head.comment}
# Made from the catalogue; \`vitest -u packages/policy-core/test/catalogues\` prints it anew.
apiVersion: sallyport/v1
kind: Policy
metadata:
  id: ${head.id}
  category: ${head.id}
  severity: high
  description: ${head.description}
onFailure: closed
whenStale: tighten
rules:
${rules.map(ruleLines).join('')}tests:
${rules.map(testLines).join('')}`;

const ruleLines = ({ id, on, when, verdict, say }: MadeRule): string => `  - id: ${id}
    on: [${on.join(', ')}]
    when: >-
      ${when}
    verdict: ${verdict}
    say: ${say}
`;

const testLines = ({ stops, letsBy, verdict }: MadeRule): string =>
  `  - { given: { ${stops} }, expect: ${verdict} }
  - { given: { ${letsBy} }, expect: allow }
`;
