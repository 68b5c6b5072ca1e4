import type { Action, Binding, BoundFile } from '@sallyport/action-model';
import { soughtPrograms, type SoughtPrograms } from './sought-programs.ts';
import { whatADeedGoesBy, type BoundPath } from './what-a-deed-goes-by.ts';

/** Looks at files as they are now, programs among them; `openEnded` says of which it could not tell the content. */
export type LookAtFiles = (
  paths: readonly BoundPath[],
  sought: SoughtPrograms,
) => Promise<{ readonly files: readonly BoundFile[]; readonly openEnded: readonly string[] }>;

export type BindingSource = {
  readonly look: LookAtFiles;
  /** HMAC-SHA-256 in hex, with a key that only the device has. */
  readonly mac: (text: string) => string;
  readonly policyVersion: string;
  readonly uid?: number;
};

/** What an approval of one call is bound to, as everything is at this moment; its actions are one deed. */
export async function bindingOf(
  actions: readonly [Action, ...Action[]],
  source: BindingSource,
): Promise<Binding> {
  const [action] = actions;
  const { paths, openEnded } = whatADeedGoesBy(actions);
  const { sought, openEnded: unsought } = soughtPrograms(actions);
  const seen = await source.look(paths, sought);
  const { user = '', session, cwd } = action.origin;
  return {
    user,
    ...(source.uid === undefined ? {} : { uid: source.uid }),
    ...(session === undefined ? {} : { session }),
    ...(action.tool === undefined ? {} : { tool: action.tool.name }),
    ...(cwd === undefined ? {} : { cwd }),
    arguments: source.mac(JSON.stringify([action.tool?.name, action.digest])),
    files: [...seen.files],
    policyVersion: source.policyVersion,
    openEnded: [...new Set([...openEnded, ...unsought, ...seen.openEnded])].slice(0, 20),
  };
}

/** Who asks for what, whatever the files are: a second question with the same name is the same call once more. */
export const callOf = ({ user, uid, session, tool, cwd, arguments: digest }: Binding): string =>
  JSON.stringify([user, uid, session, tool, cwd, digest]);

/** Everything of it; the order of files is that of the command. */
const wholeOf = (binding: Binding): string =>
  JSON.stringify([
    callOf(binding),
    binding.toolDefinition,
    binding.policyVersion,
    [...binding.openEnded].sort(),
    binding.files.map((file) => [file.path, file.resolved, file.kind, file.dev, file.ino, file.sha256]),
  ]);

export const isSameDeed = (one: Binding, other: Binding): boolean => wholeOf(one) === wholeOf(other);

/** For a person: what is another now. */
export function changesBetween(before: Binding, after: Binding): readonly string[] {
  const changed = after.files
    .filter((file) => {
      const old = before.files.find(({ path }) => path === file.path);
      return old === undefined || JSON.stringify(old) !== JSON.stringify(file);
    })
    .map(({ path }) => `\`${path}\` is another`);
  if (before.policyVersion !== after.policyVersion) changed.push('another policy is in force');
  return changed.length > 0 ? changed : ['what it runs is another'];
}
