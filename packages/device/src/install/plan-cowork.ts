import { join, resolve } from 'node:path';
import {
  coworkHookScript,
  MARKETPLACE_NAME,
  PLUGIN_NAME,
  PLUGIN_SCRIPT,
  PLUGIN_SCRIPT_MARK,
} from './cowork-hook-script.ts';
import { readFileState } from './file-state.ts';
import { hookEntries, hooksObject, type HookCommand } from './hook-entries.ts';
import {
  refused,
  type FileEdit,
  type InstallEnvironment,
  type InstallTarget,
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

interface PluginFile {
  /** Below the marketplace's folder. */
  readonly path: string;
  readonly text: string;
  readonly mode: number;
}

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

/** The plugin looks in `~/.sallyport` of whoever runs it; any other folder is this machine's alone. */
const ownStateFolder = ({ home, userHome }: InstallEnvironment): string | undefined =>
  home === join(userHome, '.sallyport') ? undefined : home;

const README = `# Sallyport

This plugin asks the Sallyport guard on this machine before a tool runs, and tells it afterwards what became of it. The
guard decides by your organisation's policy and writes down what happened; the plugin itself decides nothing and sends
nothing anywhere. It needs Sallyport on the machine: run \`sallyport up\`. Where Sallyport is missing, tools that policy
closes are stopped, all others go on. Inside the sandbox machine of a session there is no guard to ask; such sessions
are shown as unverified.
`;

/** The organisation's plugin and the marketplace around it, ready to be zipped or put into a repository. */
export const coworkPluginFiles = (environment: InstallEnvironment): readonly PluginFile[] => {
  // The same command as everywhere, with the plugin's script in the place of ours.
  const hookCommand: HookCommand = (event, mode) => {
    const { command, args } = environment.hookCommand(event, mode);
    const word = (text: string): string => (environment.marks.includes(text) ? PLUGIN_SCRIPT_MARK : text);
    return { command: word(command), args: args.map(word) };
  };
  const entries = hookEntries(environment.events, hookCommand, environment.lastResort);
  const description = 'Runtime security control for agents: every action is decided by policy and evidenced';
  const author = { name: 'Sallyport' };
  const plugin = {
    name: PLUGIN_NAME,
    version: environment.version,
    description,
    author,
    license: 'Apache-2.0',
  };
  const listed = { ...plugin, source: `./${PLUGIN_NAME}` };
  return [
    {
      path: '.claude-plugin/marketplace.json',
      text: json({ name: MARKETPLACE_NAME, description, owner: author, plugins: [listed] }),
      mode: 0o644,
    },
    { path: `${PLUGIN_NAME}/README.md`, text: README, mode: 0o644 },
    { path: `${PLUGIN_NAME}/.claude-plugin/plugin.json`, text: json(plugin), mode: 0o644 },
    {
      path: `${PLUGIN_NAME}/hooks/hooks.json`,
      text: json({ description, hooks: hooksObject(entries) }),
      mode: 0o644,
    },
    {
      path: `${PLUGIN_NAME}/${PLUGIN_SCRIPT}`,
      text: coworkHookScript(ownStateFolder(environment)),
      mode: 0o755,
    },
  ];
};

export const planCowork = async (
  target: Extract<InstallTarget, { kind: 'cowork' }>,
  environment: InstallEnvironment,
): Promise<PlanOutcome> => {
  const out = resolve(target.out ?? join(environment.home, 'cowork-plugin'));
  const earlier = await earlierRecord(environment.records, 'cowork');
  if (isOutcome(earlier)) return earlier;

  const files: FileEdit[] = [];
  for (const { path, text, mode } of coworkPluginFiles(environment)) {
    const whole = join(out, path);
    const current = changeable(whole, await readFileState(whole));
    if (isOutcome(current)) return current;
    const ours = earlier?.files.some((file) => file.realPath === current.realPath) ?? false;
    if (current.bytes !== null && !ours && !sameBytes(current.bytes, bytesOf(text))) {
      return refused(
        'foreign-file',
        `\`${whole}\` exists and is not ours; choose another folder with \`--out\``,
      );
    }
    files.push({
      path: whole,
      realPath: current.realPath,
      before: current.bytes,
      after: bytesOf(text),
      mode,
    });
  }
  const notes = [
    `the plugin \`${PLUGIN_NAME}@${MARKETPLACE_NAME}\` is in \`${out}\``,
    'add that folder as a plugin marketplace in the organisation settings and set the plugin to required',
    `to try it on this machine: \`claude plugin marketplace add ${out}\`, then \`claude plugin install ${PLUGIN_NAME}@${MARKETPLACE_NAME}\``,
  ];
  const edits = files.filter(({ before, after }) => !sameBytes(before, after));
  if (earlier && edits.length === 0) {
    return planOf({
      action: 'install',
      target: 'cowork',
      edits: [],
      folders: [],
      diff: '',
      warnings: [],
      notes,
    });
  }
  const folders = await foldersFor(edits);
  const written = files.map((edit) => {
    const before = earlier?.files.find((file) => file.realPath === edit.realPath);
    return recordedFile(edit, before ? originalBytes(before) : edit.before, false, {
      deny: [],
      containers: [],
    });
  });
  // Another folder than last time: what was written there is still ours to remove.
  const elsewhere = (earlier?.files ?? []).filter((file) =>
    files.every(({ realPath }) => realPath !== file.realPath),
  );
  const record = newRecord({ ...environment, marks: [PLUGIN_SCRIPT_MARK] }, 'cowork', earlier, {
    files: [...written, ...elsewhere],
    folders: [...folders],
    plugin: { name: PLUGIN_NAME, marketplace: MARKETPLACE_NAME, version: environment.version },
  });
  return planOf({
    action: 'install',
    target: 'cowork',
    edits: [await recordEdit(environment.records, record, 'cowork'), ...edits],
    folders,
    diff: diffOf(edits),
    warnings: [],
    notes,
  });
};
