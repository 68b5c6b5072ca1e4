/**
 * What the built-in `self-protection` can't know beforehand: where this installation keeps its state and its
 * program, on which ports it answers and under which process numbers it runs. Made into policy documents of the same
 * categories, so that these things are decided, explained and recorded like everything else. Nothing is made for
 * what the built-in documents already name: a block should give one reason, not two.
 */
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readRunning } from '../running.ts';
import type { StateHome } from '../state-home.ts';
import { selfProtection, type PolicyText } from './shipped-packs.ts';

export type LocalGuard = {
  /** State folders, as configured and as links lead to them, beside `~/.sallyport`. */
  roots: readonly string[];
  /** What runs the guard: its program's folder and its Node. May be read, not changed. */
  programs: readonly string[];
  ports: readonly number[];
  pids: readonly number[];
};

export const NOTHING_LOCAL: LocalGuard = { roots: [], programs: [], ports: [], pids: [] };

const BUILT_IN_PORTS = [7070, 7071, 7072, 7073];

/** What is true of this installation now. `own` is what the caller knows better than the files do. */
export function localGuard(
  home: StateHome,
  userHome: string,
  own: { ports?: readonly number[]; pids?: readonly number[] } = {},
): LocalGuard {
  const running = readRunning(home.running);
  const builtIn = join(userHome, '.sallyport');
  const { pid, processes = {}, ports = {} } = running ?? {};
  return {
    roots: unique([home.root, real(home.root)]).filter((root) => root !== builtIn),
    programs: unique(programFolder().flatMap((path) => [path, real(path)])),
    ports: unique([...Object.values(ports), ...(own.ports ?? [])]).filter((port) => port > 0),
    // Process 1 is the machine, and stopping it is not about us.
    pids: unique([
      ...(pid === undefined ? [] : [pid]),
      ...Object.values(processes),
      ...(own.pids ?? []),
    ]).filter((number) => number > 1),
  };
}

const unique = <Value>(values: readonly Value[]): Value[] => [...new Set(values)];

const real = (path: string): string => {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
};

/** Where the bundle lies; a run from source has no folder that only we write to. */
function programFolder(): string[] {
  const folder = dirname(fileURLToPath(import.meta.url));
  return existsSync(join(folder, 'offline-decider.mjs')) ? [folder, process.execPath] : [];
}

type RuleText = { id: string; on: readonly string[]; when: string; verdict: 'block'; say: string };

/** Every JSON text is a literal of the condition language, and every JSON document is YAML. */
const literal = (text: string): string => JSON.stringify(text);
const literals = (texts: readonly string[]): string => texts.map(literal).join(', ');

/** `touches` takes no wildcards; in a name that holds one, each stands for any character: wider, never narrower. */
const reaches = (folders: readonly string[]): string => {
  const plain = folders.filter((folder) => !WILDCARD.test(folder));
  const wild = folders
    .filter((folder) => WILDCARD.test(folder))
    .map((folder) => folder.replaceAll(/[*?[\]{}\\]/g, '?'));
  return [
    ...(plain.length > 0 ? [`p.touches(${literals(plain)})`] : []),
    ...(wild.length > 0 ? [`p.like(${literals(wild.flatMap((each) => [each, `${each}/**`]))})`] : []),
  ].join(' || ');
};
const WILDCARD = /[*?[\]{}\\]/;

const fileRules = ({ roots, programs }: LocalGuard): RuleText[] => [
  ...(roots.length === 0
    ? []
    : [
        {
          id: 'state',
          on: ['file.read', 'file.write', 'file.delete', 'shell.run'],
          when: `action.paths.exists(p, p.access != 'list' && (${reaches(roots)}))`,
          verdict: 'block' as const,
          say: "the guard's own files are not for agents; `sallyport status` and `sallyport evidence tail` may be used",
        },
      ]),
  ...(programs.length === 0
    ? []
    : [
        {
          id: 'program',
          on: ['file.write', 'file.delete', 'shell.run'],
          when: `action.paths.exists(p, p.access in ['write', 'delete'] && (${reaches(programs)}))`,
          verdict: 'block' as const,
          say: "the guard's program stays as it is",
        },
      ]),
];

const loopbackPort = (ports: readonly number[]): string =>
  `action.hosts.exists(h, (h.zone in ['loopback', 'private'] || h.host in ['0.0.0.0', '::']) && has(h.port) && h.port in [${ports.join(', ')}])`;

const unknownPorts = ({ ports }: LocalGuard): readonly number[] =>
  ports.filter((port) => !BUILT_IN_PORTS.includes(port));

const portRules = (guard: LocalGuard): RuleText[] => {
  const { ports } = guard;
  if (ports.length === 0) return [];
  const unknown = unknownPorts(guard);
  const named = literals(ports.map((port) => `*${port}*`));
  // Programs whose words are not read for hosts, such as a browser or an interpreter's inline code.
  const written = ports.map((port) =>
    literals(
      ['localhost', '127.0.0.1', '0.0.0.0', '\\[::1]', '127.1'].flatMap((host) => [
        `*${host}:${port}*`,
        `*${host}/${port}*`,
        `*${host}?? ${port}*`,
        `*${host}??${port}*`,
        `*${host} ${port}*`,
        // `curl --resolve name:PORT:address`
        `*:${port}:${host}*`,
      ]),
    ),
  );
  return [
    ...(unknown.length === 0
      ? []
      : [
          {
            id: 'ports',
            on: ['shell.run', 'web.fetch', 'net.connect', 'net.upload', 'net.download', 'browser.act'],
            when: loopbackPort(unknown),
            verdict: 'block' as const,
            say: "the guard's console and gateways are not for agents",
          },
        ]),
    {
      id: 'ports-in-text',
      on: ['shell.run'],
      // What is read as a host has its own rule.
      // A call for each port: a condition takes only so many arguments in one.
      when: `(${written.map((texts) => `action.command.text.like(${texts})`).join(' || ')}) && !(${loopbackPort(ports)})`,
      verdict: 'block',
      say: "the guard's console and gateways are not for agents",
    },
    {
      id: 'ports-by-command',
      on: ['shell.run'],
      when: `action.command.programs.exists(c, c.name in ['fuser', 'kill-port', 'lsof', 'ss', 'netstat'] && c.args.exists(a, a.like(${named})))
        && action.command.programs.exists(c, c.name in ['kill', 'fuser', 'kill-port', 'xargs'] && (c.name != 'fuser' || c.has('-k', '--kill')))`,
      verdict: 'block',
      say: 'the process on this port is the guard',
    },
  ];
};

const processRules = ({ pids }: LocalGuard): RuleText[] => {
  if (pids.length === 0) return [];
  const numbers = literals(pids.flatMap((pid) => [`${pid}`, `-${pid}`, `--pid=${pid}`, `-p${pid}`]));
  const inCode = literals(pids.flatMap((pid) => [`*kill*[!0-9]${pid}`, `*kill*[!0-9]${pid}[!0-9]*`]));
  return [
    {
      id: 'process-numbers',
      on: ['shell.run'],
      when: `action.command.programs.exists(c,
          c.name in ['kill', 'pkill', 'skill', 'taskkill', 'taskkill.exe', 'Stop-Process', 'gdb', 'lldb', 'strace', 'ltrace', 'nsenter', 'prlimit', 'reptyr', 'criu', 'gcore', 'renice']
          && c.args.exists(a, a in [${numbers}]))
        || ('inline-code' in action.command.marks && action.command.text.like(${inCode}))`,
      verdict: 'block',
      say: 'this process is the guard',
    },
    {
      id: 'process-folders',
      on: ['file.read', 'file.write', 'shell.run'],
      when: `action.paths.exists(p, p.access != 'list' && !p.glob && p.under(${literals(pids.map((pid) => `/proc/${pid}`))}))`,
      verdict: 'block',
      say: 'this process is the guard',
    },
  ];
};

/** The same through tools nobody knows; a document of its own because its category fails open. */
const toolRules = (guard: LocalGuard): RuleText[] => {
  const parts = [
    ...(guard.roots.length === 0 ? [] : [`action.paths.exists(p, ${reaches(guard.roots)})`]),
    ...(unknownPorts(guard).length === 0 ? [] : [loopbackPort(unknownPorts(guard))]),
  ];
  if (parts.length === 0) return [];
  const say = "the guard's files and doors are not for agents";
  return [{ id: 'files-and-ports', on: ['tool.call'], when: parts.join(' || '), verdict: 'block', say }];
};

const documentText = (id: string, category: string, onFailure: string, rules: RuleText[]): PolicyText[] =>
  rules.length === 0
    ? []
    : [
        {
          name: `built-in/${id}`,
          text: JSON.stringify({
            apiVersion: 'sallyport/v1',
            kind: 'Policy',
            metadata: { id, category, severity: 'high' },
            onFailure,
            rules,
          }),
        },
      ];

export const localProtection = (guard: LocalGuard): PolicyText[] => [
  ...documentText('self-protection-here', 'self-protection', 'closed', [
    ...fileRules(guard),
    ...portRules(guard),
    ...processRules(guard),
  ]),
  ...documentText('self-protection-here-tools', 'self-protection-tools', 'open', toolRules(guard)),
];

/** Everything that a device loads beside a bundle, whatever its folders and ports: a bundle must not clash with it. */
export const builtInDocuments = (): PolicyText[] => [
  ...selfProtection(),
  ...localProtection({ roots: ['/example'], programs: ['/example'], ports: [65_535], pids: [2] }),
];
