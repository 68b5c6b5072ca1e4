import type { ServerInUse } from './tool-use.ts';

export type RightsOfUse = {
  /** A `ToolRights` document; undefined when there is no server that it could be about. */
  readonly text: string | undefined;
  /** Servers that the table says nothing of, so that nothing of theirs is stopped by it. */
  readonly left: readonly { readonly server: string; readonly why: string }[];
};

/** What a table of rights can name; `*` and `?` of a hostile name would mean other tools as well. */
const NAMEABLE = /^[\w.:@/ -]{1,300}$/;
const MAX_EXCEPT = 200;
const MAX_ROWS = 250;

/**
 * The table that keeps what was used: a row for each spelling of a server, which blocks all of it but the tools that were used.
 * It never loosens what other policies ask. INVARIANT: no call in the evidence that it was made from is decided otherwise under it.
 */
export function rightsOfUse(servers: readonly ServerInUse[], days: number): RightsOfUse {
  const left: { server: string; why: string }[] = [];
  const rows: string[] = [];
  for (const { names, tools } of servers) {
    const used = tools.filter(({ calls }) => calls > 0);
    const spellings = used.flatMap((tool) => tool.names);
    const why =
      [...names, ...spellings].every((name) => NAMEABLE.test(name))
        ? spellings.length > MAX_EXCEPT
          ? `more than ${MAX_EXCEPT} names of tools were used`
          : rows.length + names.length > MAX_ROWS
            ? `a table holds ${MAX_ROWS} rows`
            : undefined
        : 'a table cannot name it, or a tool that was used'; // prettier-ignore
    if (why !== undefined) {
      left.push({ server: names[0] ?? '', why });
      continue;
    }
    for (const server of names) rows.push(rowOf(`server-${rows.length + 1}`, server, used));
  }
  return { text: rows.length === 0 ? undefined : [...headOf(days), ...rows, ''].join('\n'), left };
}

const headOf = (days: number): readonly string[] => [
  `# Keeps the tools of MCP servers that were used in ${days} days, by the evidence of this device.`,
  'apiVersion: sallyport/v1',
  'kind: ToolRights',
  'metadata:',
  '  id: used-tools',
  '  category: least-privilege',
  '  severity: medium',
  '  description: tools of MCP servers that nobody used are off',
  'onFailure: closed',
  'rights:',
];

// Text in quotes of JSON is the same text in YAML.
const quoted = (text: string): string => JSON.stringify(text);

function rowOf(id: string, server: string, used: ServerInUse['tools']): string {
  const except = used.flatMap(({ names, isMethod }) =>
    names.map((name) =>
      isMethod
        ? `      - ${quoted(name)}`
        : `      - { server: ${quoted(server)}, tool: ${quoted(name)} }`,
    ),
  ); // prettier-ignore
  return [
    `  - id: ${id}`,
    `    tools: [{ server: ${quoted(server)} }]`,
    ...(except.length === 0 ? [] : ['    except:', ...except]),
    '    default: block',
    '    say: this tool was not in use when rights were cut to what was used; whoever keeps the table can put it back',
  ].join('\n');
}
