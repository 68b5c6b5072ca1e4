import type { HookDoor } from '../hook-endpoint/answer-hook.ts';
import type { Inspect } from '../hook-endpoint/inspect-content.ts';
import type { Person } from './people.ts';
import { readerOfPerson } from './reader-of-person.ts';

type Shared = Pick<HookDoor, 'append' | 'note' | 'inspect'>;

/**
 * The door for one person's calls. What waits for upload is counted for that person: a session is what the caller
 * says it is, so one person could fill up another's share, or none at all by naming none. Texts wait in that
 * person's own line, and files are read as far as that person may.
 */
export const doorOfPerson = <Door extends Shared>(
  door: Door,
  person: Pick<Person, 'uid' | 'user'>,
): Door & Pick<HookDoor, 'reader' | 'uid'> => {
  const session = `of user ${person.uid}`;
  const counted: Shared = {
    append: (evidence, options) => door.append(evidence, { ...options, session }),
    note: (evidence) => door.note(evidence, session),
    ...(door.inspect === undefined ? {} : { inspect: inTheirTurn(door.inspect, session) }),
  };
  return { ...door, ...counted, reader: readerOfPerson(person), uid: person.uid };
};

const inTheirTurn =
  (inspect: Inspect, caller: string): Inspect =>
  (texts, options) =>
    inspect(texts, { ...options, caller });
