/*
 * A list of recalled parts as rules. One for each part says why it does not load; two more, for many parts at once, stop
 * calls of its tools and everything in a session that has it loaded: what it put there can't be taken out. A server is found by
 * either of its hashes, that of its command and files or that of its content.
 */
import { ACTION_KINDS, type RecalledComponent } from '@sallyport/action-model';
import type { PolicyDocument, Rule } from './policy-document.ts';
import type { RecallDocument } from './recall-document.ts';

export const rulesOfRecall = ({ kind: _kind, components, ...rest }: RecallDocument): PolicyDocument => ({
  ...rest,
  kind: 'Policy',
  rules: [
    ...components.map(loadRule),
    ...chunks(components).flatMap((some, index) => [callRule(some, index), exposedRule(some, index)]),
  ],
});

const loadRule = ({ sha256, type, name, why }: RecalledComponent): Rule => ({
  id: `load-${sha256.slice(0, 32)}`,
  on: ['component.load', 'component.install'],
  when: `(has(action.component.sha256) && action.component.sha256 == '${sha256}') || (has(action.component.contentSha256) && action.component.contentSha256 == '${sha256}')`,
  verdict: 'block',
  say: `${name === undefined ? 'this part' : `the ${type ?? 'part'} \`${name}\``} was recalled: ${why}`,
});

const callRule = (components: readonly RecalledComponent[], chunk: number): Rule => ({
  id: `calls${numbered(chunk)}`,
  on: [...ACTION_KINDS],
  when: `has(action.tool) && ((has(action.tool.serverSha256) && ${isOneOf('action.tool.serverSha256', components)}) || (has(action.tool.serverContentSha256) && ${isOneOf('action.tool.serverContentSha256', components)}))`,
  verdict: 'block',
  say: `the server of this tool was recalled${alone(components)}; remove it from the client's settings`,
});

const exposedRule = (components: readonly RecalledComponent[], chunk: number): Rule => ({
  id: `exposed${numbered(chunk)}`,
  on: [...ACTION_KINDS],
  when: `facts.session.exposure.exists(c, ${isOneOf('c.sha256', components)} || (has(c.contentSha256) && ${isOneOf('c.contentSha256', components)}))`,
  verdict: 'block',
  say: `this session has loaded a part that was recalled since${alone(components)}; remove the part and begin a new session`,
});

/** Of several it is not known here which one is meant. */
const alone = (components: readonly RecalledComponent[]): string => {
  const [only, ...others] = components;
  return only === undefined || others.length > 0 ? ' (`sallyport recall list` says why)' : `: ${only.why}`;
};

const isOneOf = (field: string, components: readonly RecalledComponent[]): string =>
  `${field} in [${components.map(({ sha256 }) => `'${sha256}'`).join(', ')}]`;

/** A condition has a longest length, and each hash stands in it twice. */
const IN_ONE = 100;
const chunks = (components: readonly RecalledComponent[]): readonly (readonly RecalledComponent[])[] =>
  Array.from({ length: Math.ceil(components.length / IN_ONE) }, (_, index) =>
    components.slice(index * IN_ONE, (index + 1) * IN_ONE),
  );
const numbered = (chunk: number): string => (chunk === 0 ? '' : `-${chunk + 1}`);
