/**
 * Which talk a request belongs to. A server that keeps sessions names one when it starts; a talk lives as long as that, or until
 * too many others have been used since. Without a session each message stands alone, with the same client and gate behind it.
 */
import { createHash } from 'node:crypto';
import { isMcpRevision } from '@sallyport/surfaces';
import { openTalk, type Talk, type TalkParts } from '../open-talk.ts';
import { HttpTalk } from './http-talk.ts';
import { remoteServerId, type RemoteServer } from './remote-servers.ts';

/** A session is its client's: another one that learns its name gets nothing by it. */
type Owned = {
  readonly talk: HttpTalk;
  /** What tells the client from others. */
  readonly owner: string;
  /** Its server does not take its owner for who that was: it may come back as another one, once. */
  readonly isRefused: boolean;
};

/** Beyond them the one that was not used for longest is forgotten; its client is asked nothing, and goes on with a new one. */
const MAX_TALKS = 1000;

export class HttpTalks {
  readonly #parts: TalkParts;
  readonly #home: string;
  /** By server and session. */
  readonly #sessions = new Map<string, Owned>();
  /** By server. */
  readonly #clients = new Map<string, Talk>();

  constructor(parts: TalkParts, home: string) {
    this.#parts = parts;
    this.#home = home;
  }

  /**
   * Of a session that is known, or was known to an earlier guard; without one a talk of this one message. None where the
   * session is somebody else's.
   */
  for(
    server: RemoteServer,
    session: string | undefined,
    { revision, owner }: { readonly revision: string | undefined; readonly owner: string },
  ): HttpTalk | undefined {
    if (session === undefined) return this.#fresh(this.#client(server), revision);
    const key = sessionKey(server, session);
    const known = this.#sessions.get(key);
    if (known !== undefined && known.owner !== owner && !known.isRefused) return undefined;
    const talk = known?.talk ?? this.#fresh(this.#open(server), revision);
    this.#keep(key, known?.owner === owner ? known : { talk, owner, isRefused: false });
    return talk;
  }

  /** A client begins: nobody else's talk may be mixed with it. */
  begin(server: RemoteServer): HttpTalk {
    return this.#fresh(this.#open(server), undefined);
  }

  /** A name that another client's session has stays that one's. */
  named(server: RemoteServer, session: string, { talk, owner }: Omit<Owned, 'isRefused'>): void {
    const key = sessionKey(server, session);
    const known = this.#sessions.get(key);
    if (known === undefined || known.owner === owner) this.#keep(key, { talk, owner, isRefused: false });
  }

  /** A token that has run out: its client comes back with the next one. */
  answered(server: RemoteServer, session: string, { owner, isRefused }: Omit<Owned, 'talk'>): void {
    const key = sessionKey(server, session);
    const known = this.#sessions.get(key);
    if (known?.owner === owner) this.#sessions.set(key, { ...known, isRefused });
  }

  end(server: RemoteServer, session: string): void {
    const key = sessionKey(server, session);
    this.#sessions.get(key)?.talk.close();
    this.#sessions.delete(key);
  }

  close(): void {
    for (const { talk } of this.#sessions.values()) talk.close();
    this.#sessions.clear();
  }

  #keep(key: string, owned: Owned): void {
    this.#sessions.delete(key);
    this.#sessions.set(key, owned);
    for (const [oldest, forgotten] of this.#sessions) {
      if (this.#sessions.size <= MAX_TALKS) break;
      forgotten.talk.close();
      this.#sessions.delete(oldest);
    }
  }

  #fresh(talk: Talk, revision: string | undefined): HttpTalk {
    return new HttpTalk((send) => talk.open(send, isMcpRevision(revision) ? revision : undefined));
  }

  #client(server: RemoteServer): Talk {
    const id = remoteServerId(server);
    const known = this.#clients.get(id) ?? this.#open(server);
    this.#clients.set(id, known);
    return known;
  }

  #open(server: RemoteServer): Talk {
    const { name, url } = server;
    // A client over HTTP says nothing of its folder or its environment.
    return openTalk({ name, cwd: this.#home, claims: {} }, Promise.resolve(identityOf(url)), this.#parts);
  }
}

/** What a server on another machine runs is never known; who it is, is its address. */
const identityOf = (url: string) => {
  const sha256 = createHash('sha256')
    .update(JSON.stringify(['url', url]))
    .digest('hex');
  return {
    sha256,
    key: sha256.slice(0, 16),
    command: url,
    files: [],
    unpinned: 'what it runs is elsewhere, and its owner may change it at any time',
  };
};

const sessionKey = (server: RemoteServer, session: string): string => `${remoteServerId(server)} ${session}`;
