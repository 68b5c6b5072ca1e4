import { basename } from 'node:path';

type Words = { readonly command: string; readonly args: readonly string[] };

/** Deeper than anybody writes. */
const MAX_LAYERS = 4;

/**
 * The command that is started behind `env`, `nice`, `timeout`, `sh -c '…'` and their like, as far as their words are plain: with
 * an option or a text that is not known here the words stay as they are.
 */
export function unwrap(words: Words): Words {
  let at = words;
  for (let layer = 0; layer < MAX_LAYERS; layer += 1) {
    const [command, ...args] = innerOf(at) ?? [];
    if (command === undefined) return at;
    at = { command, args };
  }
  return at;
}

function innerOf({ command, args }: Words): readonly string[] | undefined {
  const name = basename(command);
  switch (name) {
    case 'env': {
      const rest = args.slice(args[0] === '-i' || args[0] === '-' ? 1 : 0);
      const at = rest.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
      return plain(at < 0 ? [] : rest.slice(at));
    }
    case 'nohup':
    case 'setsid':
    case 'exec':
      return plain(args);
    case 'nice':
      return plain(args[0] === '-n' ? args.slice(2) : args);
    case 'timeout':
      return /^\d+[smhd]?$/.test(args[0] ?? '') ? plain(args.slice(1)) : undefined;
    case 'sh':
    case 'bash':
    case 'dash':
    case 'zsh': {
      const [option = '', text = '', ...more] = args;
      return /^-l?c$/.test(option) && more.length === 0 ? wordsOf(text) : undefined;
    }
    case 'deno':
    case 'bun':
      return args[0] === 'run' ? [command, ...args.slice(1)] : undefined;
    default:
      return undefined;
  }
}

const plain = (words: readonly string[]): readonly string[] | undefined =>
  words[0] === undefined || words[0].startsWith('-') ? undefined : words;

/** Words that no shell makes anything else of. */
const wordsOf = (text: string): readonly string[] | undefined => {
  const words = text.trim().split(/[ \t]+/);
  return words.every((word) => /^[\w@%+=:,./-]+$/.test(word))
    ? plain(words[0] === 'exec' ? words.slice(1) : words)
    : undefined;
};
