import { localPeople } from '@sallyport/device';
import { failure, isFailure, type Failure } from '../command.ts';
import { openState, type Context } from '../context.ts';
import { EXIT } from '../exit-code.ts';

/** Where servers are written down: one's own, or on a managed machine those of the person that root names. */
export function openServers(person: string | undefined): Context | Failure {
  const context = openState();
  if (isFailure(context)) return context;
  const { home, settings } = context;
  if (settings.tier !== 'managed')
    return person === undefined
      ? context
      : failure('`--for` is for managed machines; here servers are your own', EXIT.usage);
  if (person === undefined)
    return failure(
      'this machine is managed, and everybody has servers of their own; add `--for USER`',
      EXIT.usage,
    );
  const uid = /^\d+$/.test(person) ? Number(person) : localPeople().find(({ user }) => user === person)?.uid;
  if (uid === undefined)
    return failure(
      `nobody here is called \`${person}\`; a person of a directory service is named by their number`,
    );
  return { settings, home: { ...home, ...home.mcpFilesOf(uid) } };
}
