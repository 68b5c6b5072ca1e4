/*
 * A table of rights as rules: at most two for each row, one that blocks and one that asks. A row says nothing of whoever
 * has the right `always`, so it never loosens what other rules ask for. INVARIANT: of a person's groups that the row
 * names the strictest counts, and where it names none of them its default; so exactly one of the two rules can hold.
 */
import { ACTION_KINDS } from '@sallyport/action-model';
import type { PolicyDocument, Rule } from './policy-document.ts';
import type { Right, ToolPattern, ToolRight, ToolRightsDocument } from './tool-rights-document.ts';

/** The document with rules in place of its rows, and for each rule the number of its row. */
export const rulesOfRights = ({
  kind: _kind,
  rights,
  ...rest
}: ToolRightsDocument): { readonly document: PolicyDocument; readonly rows: readonly number[] } => {
  const rules: Rule[] = [];
  const rows: number[] = [];
  for (const [row, right] of rights.entries()) {
    for (const rule of rulesOfRow(right)) {
      rules.push(rule);
      rows.push(row);
    }
  }
  return { document: { ...rest, kind: 'Policy', rules }, rows };
};

const rulesOfRow = (right: ToolRight): readonly Rule[] => {
  const tools = ['has(action.tool)', toolsTest(right.tools), exceptTest(right.except ?? [])];
  return (['block', 'approve'] as const).flatMap((verdict) => {
    const who = whoHas(verdict, right);
    if (who === NOBODY) return [];
    return [
      {
        id: `${right.id}-${verdict}`,
        on: [...ACTION_KINDS],
        when: [...tools, who].filter((part) => part !== EVERYBODY).join(' && '),
        verdict,
        say: right.say ?? SAY[verdict],
        ...(verdict === 'approve' && right.approval !== undefined ? { approval: right.approval } : {}),
      },
    ];
  });
};

const SAY = {
  block: 'your rights for tools do not include this one; whoever keeps the table of rights can change that',
  approve: 'your rights for tools say that somebody has to agree to this one first',
} as const;

// CEL reads the same escapes in texts as JSON does.
const quoted = (text: string): string => JSON.stringify(text);
const isPlain = (pattern: string): boolean => !/[*?]/u.test(pattern);
const anyOf = (parts: readonly string[]): string =>
  parts.length === 1 ? parts.join('') : `(${parts.join(' || ')})`;

const toolsTest = (patterns: readonly ToolPattern[]): string => {
  const names = patterns.filter((pattern) => typeof pattern === 'string');
  const plain = names.filter(isPlain);
  const wild = names.filter((name) => !isPlain(name));
  const onServers = patterns.filter((pattern) => typeof pattern !== 'string');
  return anyOf([
    ...(plain.length === 0 ? [] : [`action.tool.name in [${plain.map(quoted).join(', ')}]`]),
    ...chunks(wild).map((some) => `action.tool.name.like(${some.map(quoted).join(', ')})`),
    ...onServers.map(
      ({ server, tool }) =>
        `(${[matches('action.tool.server', server), ...(tool === undefined ? [] : [matches('action.tool.serverTool', tool)])].join(' && ')})`,
    ),
  ]);
};

const matches = (field: string, pattern: string): string =>
  `has(${field}) && ${isPlain(pattern) ? `${field} == ${quoted(pattern)}` : `${field}.like(${quoted(pattern)})`}`;

/** A call takes so many arguments at most. */
const MAX_ARGUMENTS = 50;
const chunks = (items: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(items.length / MAX_ARGUMENTS) }, (_, index) =>
    items.slice(index * MAX_ARGUMENTS, (index + 1) * MAX_ARGUMENTS),
  );

const EVERYBODY = 'true';
const NOBODY = 'false';

const exceptTest = (patterns: readonly ToolPattern[]): string =>
  patterns.length === 0 ? EVERYBODY : `!${toolsTest(patterns).replace(/^(?!\()(.*)$/su, '($1)')}`;

const inAny = (groups: readonly string[]): string =>
  anyOf(groups.map((group) => `${quoted(group)} in origin.groups`));

/** The people whose right by this row is just this one. */
const whoHas = (right: Right, { default: otherwise, groups = {} }: ToolRight): string => {
  const named = Object.keys(groups);
  const having = (wanted: Right): readonly string[] => named.filter((group) => groups[group] === wanted);
  const own = having(right);
  const stricter = right === 'approve' ? having('block') : [];
  if (otherwise !== right && own.length === 0) return NOBODY;
  if (named.length === 0) return EVERYBODY;
  const isOwn = own.length === 0 ? [] : [inAny(own)];
  const isUnnamed = otherwise === right ? [`!(${inAny(named)})`] : [];
  const holds = anyOf([...isOwn, ...isUnnamed]);
  return stricter.length === 0 ? holds : `${holds} && !(${inAny(stricter)})`;
};
