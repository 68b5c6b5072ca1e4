import {
  Action,
  type CommandReading,
  type Facts,
  type HostUse,
  type PathAccess,
  type PathUse,
} from '@sallyport/action-model';
import type { Given } from './given-schema.ts';
import { givenFacts } from './given-facts.ts';

/** Reads a command for a document's own tests; command-reading gives it, and policy-core may not import that. */
export type ReadCommand = (
  text: string,
  where: { readonly home: string; readonly cwd: string },
) => {
  readonly command: CommandReading;
  readonly paths: readonly PathUse[];
  readonly hosts: readonly HostUse[];
};

const HOME = '/home/user';

const absolute = (path: string, home: string, cwd: string): string => {
  const whole =
    path === '~' || path.startsWith('~/')
      ? home + path.slice(1)
      : path.startsWith('/')
        ? path
        : `${cwd}/${path}`;
  const kept: string[] = [];
  for (const part of whole.split('/')) {
    if (part === '..') kept.pop();
    else if (part !== '.' && part !== '') kept.push(part);
  }
  return /^[A-Za-z]:\//u.test(path) ? path : `/${kept.join('/')}`;
};

const ACCESS: Readonly<Record<string, PathAccess>> = {
  'file.list': 'list',
  'file.write': 'write',
  'file.delete': 'delete',
};

const asList = <Item>(value: Item | readonly Item[] | undefined): readonly Item[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as Item]; // not an array, so the item itself

const hostOf = (name: string, direction: HostUse['direction'] = 'both'): HostUse => ({
  host: name.toLowerCase(),
  registrableDomain: name.toLowerCase().split('.').slice(-2).join('.'),
  direction,
  zone:
    name === 'localhost' || name.startsWith('127.')
      ? 'loopback'
      : name === '169.254.169.254'
        ? 'metadata'
        : 'public',
});

const hostOfUrl = (url: string, direction: HostUse['direction'] | undefined): HostUse | undefined => {
  const match = /^([a-z][a-z0-9+.-]*):\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]+)(?::(\d{1,5}))?/iu.exec(url);
  if (match === null) return undefined;
  const [, scheme = '', host = '', port] = match;
  return {
    ...hostOf(host, direction),
    scheme: scheme.toLowerCase(),
    ...(port === undefined ? {} : { port: Number(port) }),
  };
};

/** The short form made whole: an ordinary action of an ordinary user on Linux, with what the test says changed. */
export const expandGiven = (
  given: Given,
  readCommand: ReadCommand | undefined,
  /** Whose rules are meant where facts name a rule alone. */
  policy = 'test',
):
  | { readonly ok: true; readonly action: Action; readonly facts: Facts }
  | { readonly ok: false; readonly why: string } => {
  const home = given.home ?? HOME;
  const cwd = given.cwd === undefined ? `${home}/project` : absolute(given.cwd, home, home);
  if (given.command !== undefined && readCommand === undefined)
    return { ok: false, why: 'tests with `command` need a command reader, which this caller did not give' };
  const reading = given.command === undefined ? undefined : readCommand?.(given.command, { home, cwd });
  const paths: PathUse[] = asList(given.path).map((path) => ({
    path: absolute(path, home, cwd),
    given: path,
    access: given.access ?? ACCESS[given.kind] ?? 'read',
    recursive: given.recursive ?? false,
    glob: /[*?[]/u.test(path),
    certain: true,
  }));
  const urlHost = given.url === undefined ? undefined : hostOfUrl(given.url, given.direction);
  const hosts = [
    ...asList(given.host).map((host) => hostOf(host, given.direction)),
    ...(urlHost === undefined ? [] : [urlHost]),
  ];
  const candidate: Record<string, unknown> = {
    ...given,
    id: 'test',
    digest: '0'.repeat(64),
    origin: {
      user: given.user ?? 'user',
      home,
      cwd,
      workspace: cwd,
      groups: given.groups ?? [],
      os: given.os ?? 'linux',
      tier: given.tier ?? 'cooperative',
      agent: given.agent ?? 'claude-code',
      surface: 'hook',
      session: 'test',
      permissionMode: given.permissionMode ?? 'default',
      trigger: given.trigger ?? 'person',
      attended: given.attended ?? true,
      ...(given.subagent === true ? { subagent: { id: 'test' } } : {}),
      ...(given.plugin === undefined ? {} : { plugin: given.plugin }),
      ...(given.skill === undefined ? {} : { skill: given.skill }),
      // What a document's test says of the person is meant; where groups are merely claimed, both ways are judged.
      proofs: { groups: 'process' },
    },
    tool: toolOf(given),
    effects: given.effects ?? [],
    paths: [...paths, ...(reading?.paths ?? [])],
    hosts: [...hosts, ...(reading?.hosts ?? [])],
    samples: [],
    findings: (given.findings ?? []).map((finding) => ({
      ...finding,
      role: finding.role ?? 'content',
      confidence: finding.confidence ?? 1,
      sample: 0,
      start: 0,
      end: 0,
      detectorVersion: 'test',
    })),
    command: reading?.command ?? { text: '', shell: 'bash', programs: [], marks: [] },
    recipients: given.recipients ?? [],
    remote: given.remote ?? false,
    gesture: given.gesture ?? '',
  };
  const action = Action.safeParse(candidate);
  if (!action.success) {
    const [issue] = action.error.issues;
    const field = issue?.path.join('.') ?? 'action';
    return {
      ok: false,
      why: `\`given\` makes no \`${given.kind}\`: \`${field}\` ${issue?.message.toLowerCase() ?? ''}`,
    };
  }
  return { ok: true, action: action.data, facts: givenFacts(given, policy) };
};

const toolOf = ({
  kind,
  tool,
  server,
  serverSha256,
  serverContentSha256,
  known = true,
}: Given): Action['tool'] => {
  const name = tool ?? (kind === 'shell.run' ? 'Bash' : undefined);
  if (name === undefined) return undefined;
  const [, ofServer, serverTool] = /^mcp__(.+?)__(.+)$/u.exec(name) ?? [];
  const serverName = server ?? ofServer;
  return {
    name,
    provenance: serverName !== undefined ? 'mcp-server' : known ? 'built-in' : 'unknown',
    known,
    ...(serverName === undefined ? {} : { server: serverName }),
    ...(serverTool === undefined ? {} : { serverTool }),
    ...(serverSha256 === undefined ? {} : { serverSha256 }),
    ...(serverContentSha256 === undefined ? {} : { serverContentSha256 }),
  };
};
