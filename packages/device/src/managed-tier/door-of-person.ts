import type { HookDoor } from '../hook-endpoint/answer-hook.ts';
import type { Person } from './people.ts';
import { readerOfPerson } from './reader-of-person.ts';

type Appending = Pick<HookDoor, 'append' | 'note'>;

/**
 * The door for one person's calls. What waits for upload is counted for that person: a session is what the caller
 * says it is, so one person could fill up another's share, or none at all by naming none. Files are read as far as that
 * person may.
 */
export const doorOfPerson = <Door extends Appending>(
  door: Door,
  person: Pick<Person, 'uid' | 'user'>,
): Door & Pick<HookDoor, 'reader'> => {
  const session = `of user ${person.uid}`;
  const counted: Appending = {
    append: (evidence, options) => door.append(evidence, { ...options, session }),
    note: (evidence) => door.note(evidence, session),
  };
  return { ...door, ...counted, reader: readerOfPerson(person) };
};
