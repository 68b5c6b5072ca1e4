import type { Action } from '@sallyport/action-model';

/** What they talk to is the remote of the folder they run in, unless somebody says another one. */
const OF_FOLDER: Readonly<
  Record<string, { readonly hosts: readonly string[]; readonly about: readonly string[] }>
> = {
  gh: { hosts: ['github.com', 'api.github.com'], about: ['pr', 'issue', 'run', 'workflow', 'release'] },
  glab: { hosts: ['gitlab.com'], about: ['mr', 'issue', 'ci', 'pipeline', 'release'] },
};
const OTHER_REPOSITORY = new Set(['-R', '--repo', '--hostname']);
const OTHER_BY_VARIABLE = /\b(?:GH|GITLAB|GLAB)_(?:REPO|HOST|GROUP)\b|\bGL_HOST\b/;

/**
 * The hosts that a command reaches because its folder's repository lives there: nobody has to name them, and no page can
 * have planted them. A host that the command spells out is not among them, nor any where it names another repository.
 */
export function hostsOfOwnRepository(action: Action): readonly string[] {
  if (action.kind !== 'shell.run') return [];
  const { text, programs } = action.command;
  const asking = programs.filter(({ name }) => Object.hasOwn(OF_FOLDER, name));
  const isOwn = asking.every(
    ({ name, subcommand = '', flags, args }) =>
      OF_FOLDER[name]?.about.includes(subcommand) === true &&
      !flags.some((flag) => OTHER_REPOSITORY.has(flag)) &&
      !args.some((word) => word.includes('://') || /^-R./.test(word)),
  );
  if (!isOwn || OTHER_BY_VARIABLE.test(text)) return [];
  return asking.flatMap(({ name }) => OF_FOLDER[name]?.hosts ?? []).filter((host) => !text.includes(host));
}
