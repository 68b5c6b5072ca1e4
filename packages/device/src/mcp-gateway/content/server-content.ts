/**
 * What a server is made of, wherever that stands and whatever words start it: what a recall finds again on another machine or
 * under another command. Of a script it is its package, or the script alone where it has none; of a program its file; of an
 * image its digest. It must never be that of something many servers share: an interpreter, a launcher, what fetches code.
 * What the code needs from elsewhere is not in it, so it is good to stop by and not to let in by.
 */
import { createHash } from 'node:crypto';
import { constants, existsSync, realpathSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Reader } from '../../hook-endpoint/reader.ts';
import { findScript, realFile } from './find-script.ts';
import { hashFile } from './hash-file.ts';
import { hashPackage, packageAround } from './hash-package.ts';
import { readStart, type Started } from './read-start.ts';
import { unwrap } from './unwrap.ts';

export type ServerContent = {
  /** Absent where nobody can tell. */
  readonly contentSha256?: string;
  /** What the hash is of, or why there is none. */
  readonly content: string;
};

/** Programs that start others, or run what a file or a project says, so that their own bytes say nothing of a server. */
const LAUNCHERS = new Set(
  `env nice ionice chrt taskset nohup setsid stdbuf timeout setpriv sudo doas su runuser pkexec xargs exec time strace busybox
   toybox coreutils systemd-run bwrap firejail unshare nsenter chroot flatpak snap wine ssh socat nc ncat ssh-agent direnv dotenv
   op doppler infisical aws-vault chamber java javaw dotnet mono go cargo make just task npm pnpm yarn corepack volta volta-shim
   nvm fnm asdf mise rtx proto poetry pdm pipenv hatch rye pixi conda mamba micromamba nix nix-shell nix-build guix bundle
   bundler composer mix elixir erl R Rscript julia osascript open xdg-open script expect tmux screen kubectl nerdctl lima
   limactl colima container apptainer singularity sallyport awk gawk mawk sed jq uv`.split(/\s+/),
);

/** The same, as packages. */
const STARTING_PACKAGES = new Set(
  `npm pnpm yarn corepack tsx ts-node vite-node jiti @babel/node @swc-node/register nodemon pm2 forever concurrently cross-env
   env-cmd dotenv-cli @dotenvx/dotenvx`.split(/\s+/),
);

export async function contentOf(started: Started, reader?: Reader): Promise<ServerContent> {
  const { cwd, path } = started;
  const words = unwrap(started);
  const start = readStart({ ...words, cwd, path });
  const { program, name, isInterpreter, fetches, image } = start;
  if (image !== undefined) return { contentSha256: image, content: 'the image of this digest' };
  if (fetches !== undefined)
    return { content: `none: \`${fetches.program}\` takes what it runs from ${fetches.from} when it starts` };
  const script =
    start.script ?? (isInterpreter && !start.isModule ? scriptBehind(words.args, cwd) : undefined);
  if (script !== undefined) return contentOfFile(script, reader, true);
  if (isInterpreter) return { content: `none: which code \`${name}\` runs is not a file of its command` };
  if (program === undefined) return { content: 'none: its program was not found' };
  if (LAUNCHERS.has(name)) return { content: `none: \`${name}\` starts something else` };
  return contentOfFile(program, reader, await beginsAsScript(program, reader));
}

/** Behind an option that nobody here knows, whose word was taken for the script; or a package's folder, whichever file of it runs. */
const scriptBehind = (args: readonly string[], cwd: string): string | undefined =>
  args.some((word) => /^(?:-[a-z]*[cep]|--eval|--print|--input-type.*|-)$/i.test(word))
    ? undefined
    : args
        .filter((word) => !word.startsWith('-'))
        .slice(0, MAX_TRIED)
        .map((word) => findScript(cwd, word) ?? realFile(resolve(cwd, word, 'package.json')))
        .find((file) => file !== undefined);
const MAX_TRIED = 8;

/** What a person names on this machine: a package's folder, a script of one, a program. Undefined where nothing is there. */
export async function contentAt(path: string): Promise<ServerContent | undefined> {
  try {
    const real = realpathSync(path);
    if (!statSync(real).isDirectory()) return await contentOfFile(real, undefined, !(await isBinary(real)));
    return existsSync(join(real, 'package.json'))
      ? await contentOfFile(join(real, 'package.json'), undefined, true)
      : { content: 'none: the folder has no `package.json`; name the file that is started' };
  } catch {
    return undefined;
  }
}

/** `file` is real. */
export async function contentOfFile(
  file: string,
  reader: Reader | undefined,
  isScript: boolean,
): Promise<ServerContent> {
  const around = isScript ? await packageAround(file, reader) : undefined;
  if (around === undefined) {
    const hashed = await hashFile(file, { reader });
    return hashed.ok
      ? { contentSha256: hashed.sha256, content: `the file ${basename(file)}` }
      : { content: `none: \`${file}\` ${hashed.why}` };
  }
  const { folder, name, version } = around;
  if (STARTING_PACKAGES.has(name)) return { content: `none: the package ${name} starts something else` };
  const called = `the package ${name}${version === '' ? '' : `@${version}`}`.slice(0, 400);
  const hashed = await hashPackage(folder, reader);
  return hashed.ok
    ? { contentSha256: ofPackage(hashed.sha256), content: `${called}, ${hashed.files} files` }
    : { content: `none: ${called} can't be known whole: ${hashed.why}`.slice(0, 500) };
}

/** No file's own hash, however it is written. */
const ofPackage = (sha256: string): string => createHash('sha256').update(`package ${sha256}`).digest('hex');

const beginsAsScript = async (path: string, reader: Reader | undefined): Promise<boolean> =>
  (await beginningOf(path, reader)).startsWith('#!');

/** ELF, Mach-O and PE. */
const isBinary = async (path: string): Promise<boolean> =>
  /^(?:\x7fELF|[\xca\xce\xcf\xfe][\xfa\xfe][\xed\xba][\xbe\xce\xcf\xfe]|MZ)/.test(
    await beginningOf(path, undefined),
  );

async function beginningOf(path: string, reader: Reader | undefined): Promise<string> {
  try {
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    if (reader !== undefined && (await reader.mayReadOpened(file.fd)) !== 'yes') return '';
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } catch {
    return '';
  }
}
