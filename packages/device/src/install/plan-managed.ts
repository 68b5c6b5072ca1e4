import { join } from 'node:path';
import { readdir } from 'node:fs/promises';
import { clientFolder, MANAGED_FILE, managedFolderOf } from './client-folders.ts';
import {
  DANGEROUS_VARIABLE_NAMES,
  PINNED_VARIABLES,
  sendsHooksToProxy,
  withHooksBesideProxy,
} from './dangerous-variables.ts';
import { valueAt } from './edit-document.ts';
import { changeableBy } from '../managed-tier/changeable-by.ts';
import { readFileState } from './file-state.ts';
import { hookEntries, hooksObject } from './hook-entries.ts';
import {
  refused,
  type FileEdit,
  type InstallEnvironment,
  type InstallTarget,
  type InstallWarning,
  type MachineFile,
  type PlanOutcome,
} from './install-plan.ts';
import {
  bytesOf,
  changeable,
  diffOf,
  earlierRecord,
  foldersFor,
  isOutcome,
  newRecord,
  originalBytes,
  planOf,
  recordEdit,
  recordedFile,
  sameBytes,
} from './plan-parts.ts';
import { parseSettings, type SettingsDocument } from './settings-document.ts';
import { ourGroups } from './settings-merge.ts';
import type { InstallRecord } from './install-record.ts';
import type { JsonValue } from './json-value.ts';

type ManagedTarget = Extract<InstallTarget, { kind: 'claude-code-managed' }>;

interface OtherFile {
  readonly path: string;
  readonly document: SettingsDocument;
  /** It is merged on top of ours. */
  readonly later: boolean;
}

/** The administrator's other managed files that can be read. */
const otherManagedFiles = async (folder: string, ownPath: string): Promise<readonly OtherFile[]> => {
  const dropIns = join(folder, 'managed-settings.d');
  const names = (await readdir(dropIns).catch(() => [])).filter((name) => name.endsWith('.json')).sort();
  const paths = [join(folder, 'managed-settings.json'), ...names.map((name) => join(dropIns, name))];
  const files: OtherFile[] = [];
  for (const path of paths.filter((path) => path !== ownPath)) {
    const state = await readFileState(path);
    const parsed = state.kind === 'file' ? parseSettings(state.bytes) : undefined;
    if (parsed?.kind === 'document') {
      files.push({ path, document: parsed.document, later: path.startsWith(dropIns) && path > ownPath });
    }
  }
  return files;
};

const variablesOf = (document: SettingsDocument): Readonly<Record<string, unknown>> => {
  const env = valueAt(document, ['env']);
  // Whatever its values are, it has names.
  return typeof env === 'object' && env !== null ? (env as Record<string, unknown>) : {};
};
const variableNames = (document: SettingsDocument): readonly string[] => Object.keys(variablesOf(document));

/** A pinned variable that the administrator sets in another managed file is theirs: it is pinned already. */
const managedEnv = (
  target: ManagedTarget,
  others: readonly OtherFile[],
): Readonly<Record<string, string>> => {
  const theirs = new Set(others.flatMap(({ document }) => variableNames(document)));
  const pins = Object.entries(PINNED_VARIABLES).filter(([name]) => !theirs.has(name));
  return {
    ...Object.fromEntries(DANGEROUS_VARIABLE_NAMES.map((name) => [name, ''])),
    ...Object.fromEntries(pins),
    ...withHooksBesideProxy(target.pins ?? {}),
  };
};

const asObject = (value: JsonValue | undefined): Readonly<Record<string, JsonValue>> =>
  // Arrays and scalars have nothing to merge with.
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, JsonValue>)
    : {};

/** Exactly what the managed file holds. */
export const managedSettings = (
  target: ManagedTarget,
  environment: InstallEnvironment,
  env: Readonly<Record<string, string>>,
): Readonly<Record<string, JsonValue>> => {
  const native = environment.native.settings ?? {};
  const entries = hookEntries(
    environment.events,
    environment.machine?.hookForm ?? environment.hookCommand,
    environment.lastResort,
  );
  return {
    ...native,
    requiredMinimumVersion: environment.minimumClientVersion,
    ...(target.allowManagedHooksOnly === true ? { allowManagedHooksOnly: true } : {}),
    permissions: {
      ...asObject(native['permissions']),
      disableBypassPermissionsMode: 'disable',
      ...(environment.native.deny.length > 0 ? { deny: [...new Set(environment.native.deny)] } : {}),
    },
    env: { ...asObject(native['env']), ...env },
    hooks: hooksObject(entries),
  };
};

const warningsFor = async (
  environment: InstallEnvironment,
  target: ManagedTarget,
  env: Readonly<Record<string, string>>,
  others: readonly OtherFile[],
): Promise<readonly InstallWarning[]> => {
  const warnings: InstallWarning[] = [];
  for (const { path, document, later } of others) {
    const clash = later ? variableNames(document).filter((name) => Object.hasOwn(env, name)) : [];
    if (clash.length > 0) {
      warnings.push({
        code: 'overridden-by-other-file',
        text: `\`${path}\` is merged over ours and sets ${clash.join(', ')}`,
      });
    }
  }
  for (const { path, document } of others) {
    const astray = Object.entries(variablesOf(document)).filter(
      ([name, value]) => typeof value === 'string' && sendsHooksToProxy(name, value),
    );
    for (const [name] of astray)
      warnings.push({
        code: 'hooks-through-proxy',
        text: `\`${path}\` sets ${name} without 127.0.0.1: with a proxy the client would send its calls for the guard there; add 127.0.0.1`,
      });
  }
  const remote = join(clientFolder(environment.userHome, environment.variables), 'remote-settings.json');
  if ((await readFileState(remote)).kind === 'file') {
    warnings.push({
      code: 'other-managed-source',
      text: `\`${remote}\` shows that the organisation sends settings: the client then ignores managed files; put the hooks into those settings too`,
    });
  }
  for (const mark of environment.marks) {
    const place = changeableBy(mark, 0);
    if (place !== undefined) {
      warnings.push({
        code: 'hook-not-protected',
        text: `\`${place}\` is not root's alone, so the hook \`${mark}\` can be replaced; the managed tier is not reached`,
      });
    }
  }
  for (const [name, value] of Object.entries(environment.variables)) {
    if (
      value &&
      env[name] === '' &&
      Object.hasOwn(PINNED_VARIABLES, name) &&
      target.pins?.[name] === undefined
    ) {
      warnings.push({
        code: 'variable-emptied',
        text: `\`${name}\` is set here and will be empty for the client; give its value as a pin to keep it`,
      });
    }
  }
  return warnings;
};

const NOTHING_ADDED = { deny: [], containers: [] };

/** The machine's own files. One that stands there and is not ours is somebody else's. */
const machineEdits = async (
  files: readonly MachineFile[],
  earlier: InstallRecord | null,
): Promise<readonly FileEdit[] | PlanOutcome> => {
  // A path that leads elsewhere by now is not ours: root would write through somebody's link.
  const ours = new Map(earlier?.files.map(({ path, realPath }) => [path, realPath]));
  const edits: FileEdit[] = [];
  for (const { path, text, mode } of files) {
    const current = changeable(path, await readFileState(path));
    if (isOutcome(current)) return current;
    if (current.bytes !== null && ours.get(path) !== current.realPath)
      return refused(
        'foreign-file',
        `\`${path}\` exists and is not ours; move it away and run the command again`,
      );
    edits.push({ path, realPath: current.realPath, before: current.bytes, after: bytesOf(text), mode });
  }
  return edits;
};

/** Managed install: one file of our own among the client's managed settings. */
export const planManaged = async (
  target: ManagedTarget,
  environment: InstallEnvironment,
): Promise<PlanOutcome> => {
  const folder = environment.managedFolder ?? managedFolderOf(environment.platform);
  const path = join(folder, MANAGED_FILE);
  const earlier = await earlierRecord(environment.records, 'claude-code-managed');
  if (isOutcome(earlier)) return earlier;
  const current = changeable(path, await readFileState(path));
  if (isOutcome(current)) return current;
  const marks = [...environment.marks, ...(earlier?.marks ?? [])];
  const isOurs =
    earlier?.files.some((file) => file.path === path && file.realPath === current.realPath) === true;
  if (current.bytes !== null && !isOurs) {
    const parsed = parseSettings(current.bytes);
    if (parsed.kind === 'invalid' || ourGroups(parsed.document, marks).length === 0) {
      return refused(
        'foreign-file',
        `\`${path}\` exists and is not ours; move it away and run the command again`,
      );
    }
  }

  const others = await otherManagedFiles(folder, path);
  const env = managedEnv(target, others);
  const settings = managedSettings(target, environment, env);
  const after = bytesOf(`${JSON.stringify(settings, null, 2)}\n`);
  const warnings = await warningsFor(environment, target, env, others);
  const notes = [
    `\`${path}\` holds ${Object.keys(settings).join(', ')}`,
    `emptied for the client: ${Object.keys(env)
      .filter((name) => env[name] === '')
      .join(', ')}`,
    ...Object.entries(env)
      .filter(([, value]) => value !== '')
      .map(([name, value]) => `pinned: ${name}=${value}`),
    'restart Claude Code so that open sessions load the hooks, then run `sallyport status`',
  ];
  const machine = await machineEdits(environment.machine?.files ?? [], earlier);
  if (isOutcome(machine)) return machine;
  if (
    earlier &&
    sameBytes(current.bytes, after) &&
    machine.every((file) => sameBytes(file.before, file.after))
  ) {
    return planOf({
      action: 'install',
      target: target.kind,
      edits: [],
      folders: [],
      diff: '',
      warnings,
      notes,
    });
  }
  const edit = { path, realPath: current.realPath, before: current.bytes, after, mode: 0o644 };
  const written = [...machine.filter((file) => !sameBytes(file.before, file.after)), edit];
  const folders = await foldersFor(written);
  const first = earlier?.files[0];
  const original = first ? originalBytes(first) : null;
  const record = newRecord(environment, 'claude-code-managed', earlier, {
    // The settings stand first: uninstall lets go of the client before anything that it calls.
    files: [
      recordedFile(edit, original, false, NOTHING_ADDED),
      ...machine.map((file) => recordedFile(file, null, false, NOTHING_ADDED)),
    ],
    folders: [...folders],
  });
  return planOf({
    action: 'install',
    target: target.kind,
    edits: [await recordEdit(environment.records, record, 'claude-code-managed'), ...written],
    folders,
    diff: diffOf(written),
    warnings,
    notes,
  });
};
