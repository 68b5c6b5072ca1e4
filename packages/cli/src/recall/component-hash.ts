import { existsSync } from 'node:fs';
import { contentAt, hashContent } from '@sallyport/device';
import { failure, type Failure } from '../command.ts';
import { EXIT } from '../exit-code.ts';

const SHA256 = /^[0-9a-f]{64}$/;

/** The hash that a word means: the word itself, or that of the folder or file that it names on this machine. */
export function componentHash(word: string): string | Failure {
  if (SHA256.test(word)) return word;
  if (!existsSync(word))
    return failure(
      `\`${word}\` is neither a SHA-256 (64 lower-case hexadecimal digits, see \`sallyport inventory --json\`) nor a folder or file here`,
      EXIT.usage,
    );
  const hashed = hashContent(word);
  if (hashed === undefined) return failure(`\`${word}\` can't be read`);
  if (hashed.isPart)
    return failure(
      `\`${word}\` can't be recalled as a whole: it is too large, or parts of it lie elsewhere or can't be read`,
    );
  return hashed.sha256;
}

/** Of a server that is a program: what its content is under any command, as `sallyport mcp list` says it. */
export async function serverHash(word: string): Promise<string | Failure> {
  if (SHA256.test(word)) return word;
  const found = await contentAt(word);
  if (found?.contentSha256 !== undefined) return found.contentSha256;
  return failure(
    found === undefined
      ? `\`${word}\` is neither a SHA-256 (\`sallyport mcp list\` and the evidence have them) nor a server’s package or program here`
      : `\`${word}\` can't be recalled by its content (${found.content}); take the \`serverSha256\` of one of its calls from the evidence`,
    EXIT.usage,
  );
}
