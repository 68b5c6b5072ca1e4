import { basename } from 'node:path/posix';
import { objectOf } from '../../health/read-bounded.ts';
import {
  clip,
  type FoundItem,
  type Identity,
  type Mark,
  type Place,
  type Reading,
} from '../inventory-item.ts';
import { withWords } from '../server-words.ts';
import { given, membersOf, readStore, textOf, wordsOf } from './parse-store.ts';
import { hidesSecret, isSecretInClear, shownAddress, shownWords } from './without-secrets.ts';

/** A file whose `mcpServers` names servers: `.mcp.json`, `managed-mcp.json`, a plugin's, other clients' lists (`servers`). */
export const readServerFile = (text: string, place: Place): Reading =>
  readStore(text, (store) =>
    'mcpServers' in store
      ? readServers(store['mcpServers'], place, 'mcpServers')
      : 'servers' in store
        ? readServers(store['servers'], place, 'servers')
        : place.scope === 'plugin'
          ? readServers(store, place, '')
          : [],
  );

export const readServers = (servers: unknown, place: Place, at: string): readonly FoundItem[] =>
  membersOf(servers).flatMap(([name, raw]) => {
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return [];
    const server = objectOf(raw);
    const address = textOf(server['url']) ?? textOf(server['serverUrl']) ?? textOf(server['httpUrl']);
    const words = commandOf(server);
    const secrets = [...membersOf(server['env']), ...membersOf(server['headers'])].filter(([key, value]) =>
      isSecretInClear(key, value),
    );
    const shown = shownWords(words);
    const marks: Mark[] = [
      ...(secrets.length > 0 || hidesSecret(words) ? ['secret' as const] : []),
      ...(server['disabled'] === true ? ['disabled' as const] : []),
    ];
    const { identity, source, version } =
      words.length > 0
        ? startedFrom(words)
        : { identity: 'remote' as const, source: undefined, version: undefined };
    const variables = namesOf(server['env']);
    const headers = namesOf(server['headers']);
    return [
      withWords(
        {
          kind: 'mcp-server' as const,
          name: clip(name),
          ...place,
          at: clip(at === '' ? name : `${at}.${name}`),
          identity: address === undefined ? identity : ('remote' as const),
          ...given('source', address === undefined ? source : shownAddress(address)),
          ...given('version', version),
          ...given(
            'detail',
            textOf(
              [shown, variables.length > 0 ? `variables: ${variables.slice(0, 20).join(', ')}` : '']
                .filter((part) => part !== '')
                .join('; '),
            ),
          ),
          ...(marks.length === 0 ? {} : { marks }),
          ...(variables.length === 0 ? {} : { variables }),
          ...(headers.length === 0 ? {} : { headers }),
        },
        address === undefined ? withoutRelay(words) : [],
      ),
    ];
  });

const MAX_NAMES = 50;
const namesOf = (value: unknown): readonly string[] =>
  membersOf(value)
    .slice(0, MAX_NAMES)
    .map(([key]) => clip(key, 100));

/** A few clients write the whole command as a list. */
const commandOf = ({ command, args }: Readonly<Record<string, unknown>>): readonly string[] => {
  if (Array.isArray(command)) return wordsOf(command);
  return typeof command === 'string' && command !== '' ? [command, ...wordsOf(args)] : [];
};

type Started = {
  readonly identity: Identity;
  readonly source?: string | undefined;
  readonly version?: string | undefined;
};

/** `npx`, `uvx` and their like fetch what they run when they start; only an exact version says what that is. */
const FETCHERS: Readonly<Record<string, 'npm' | 'PyPI'>> = {
  npx: 'npm', bunx: 'npm', pnpx: 'npm', uvx: 'PyPI', pipx: 'PyPI',
}; // prettier-ignore
const FETCHING_ORDERS: Readonly<Record<string, RegExp>> = {
  npm: /^(?:exec|x)$/, pnpm: /^(?:dlx|exec)$/, yarn: /^dlx$/, bun: /^x$/, uv: /^(?:tool|run)$/,
}; // prettier-ignore
const EXACT = /^(.+?)(?:@|==)v?(\d+\.\d+\.\d+[\w.+-]*)$/;

/** Of a server behind `sallyport mcp run`, the server. */
function withoutRelay(words: readonly string[]): readonly string[] {
  const relayed = words.indexOf('--');
  const isRelay =
    relayed > 0 && words.slice(0, relayed).includes('mcp') && words.slice(0, relayed).includes('run');
  return isRelay ? words.slice(relayed + 1) : words;
}

/** From words alone; the relay of `sallyport mcp run` looks at the files as well. */
export function startedFrom(words: readonly string[]): Started {
  const [command = '', ...rest] = withoutRelay(words);
  const unwrapped =
    /^(?:cmd(?:\.exe)?)$/i.test(command) && /^\/c$/i.test(rest[0] ?? '') ? rest.slice(1) : [command, ...rest];
  const [program = '', ...args] = unwrapped;
  const name = basename(program.replaceAll('\\', '/'))
    .replace(/\.(?:exe|cmd|bat)$/i, '')
    .toLowerCase();
  if (name === 'docker' || name === 'podman') return image(args);
  const plain = args.filter((word) => !word.startsWith('-'));
  const order = Object.hasOwn(FETCHING_ORDERS, name) ? FETCHING_ORDERS[name] : undefined;
  const fetches = Object.hasOwn(FETCHERS, name)
    ? FETCHERS[name]
    : order !== undefined && order.test(plain[0] ?? '')
      ? name === 'uv'
        ? 'PyPI'
        : 'npm'
      : undefined;
  if (fetches !== undefined) {
    const packaged = args.flatMap((word, index) =>
      ['--package', '-p', '--from'].includes(args[index - 1] ?? '')
        ? [word]
        : /^--(?:package|from)=/.test(word)
          ? [word.replace(/^[^=]*=/, '')]
          : [],
    )[0];
    const skipped = order === undefined ? 0 : name === 'uv' && plain[0] === 'tool' ? 2 : 1;
    const wanted = packaged ?? plain.slice(skipped)[name === 'pipx' && plain[0] === 'run' ? 1 : 0];
    const exact = wanted === undefined ? undefined : EXACT.exec(wanted);
    const from = `${fetches}${wanted === undefined ? '' : `: ${wanted.includes('://') ? shownAddress(wanted) : wanted}`}`;
    return exact
      ? { identity: 'pinned', source: clip(from), version: clip(exact[2] ?? '') }
      : { identity: 'unpinned', source: clip(from) };
  }
  const isByAddress =
    (name === 'deno' || name === 'bun') && plain.some((word) => /^(?:https?|npm|jsr):/.test(word));
  return { identity: isByAddress ? 'unpinned' : 'pinned', source: clip(program) };
}

function image(args: readonly string[]): Started {
  const named = args.find(
    (word, index) =>
      index > 0 &&
      !word.startsWith('-') &&
      /[/:@]/.test(word) &&
      !/^[A-Z_]+=/.test(word) &&
      !['-v', '--volume', '--mount', '-e', '--env', '-p'].includes(args[index - 1] ?? ''),
  );
  return {
    identity: named !== undefined && /@sha256:[0-9a-f]{64}$/.test(named) ? 'pinned' : 'unpinned',
    ...(named === undefined ? {} : { source: clip(`image: ${named}`) }),
  };
}
