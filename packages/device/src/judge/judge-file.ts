import { basename, dirname, resolve } from 'node:path';
import type { Tier } from '@sallyport/action-model';
import { readJudge, type JudgeSettings } from '@sallyport/policy-core';
import { readWatchedFile } from '../watched-file.ts';

const MAX_BYTES = 64 * 1024;

export type JudgeFileOutcome =
  | { readonly kind: 'none' }
  | { readonly kind: 'ok'; readonly settings: JudgeSettings; readonly key: string | undefined }
  | { readonly kind: 'unusable'; readonly why: string };

/** Who is asked and with which key; on a managed machine nobody but root may have written either. */
export function readJudgeFile(file: string, tier: Tier): JudgeFileOutcome {
  const read = readWatchedFile(file, MAX_BYTES);
  if (read.kind !== 'ok') return read;
  if (tier === 'managed' && read.writable) return { kind: 'unusable', why: ROOT_ONLY };
  const judge = readJudge(basename(file), read.text);
  if (!judge.ok) return { kind: 'unusable', why: judge.why };
  const { settings } = judge;
  if (settings.keyFile === undefined) return { kind: 'ok', settings, key: undefined };
  const key = readWatchedFile(resolve(dirname(file), settings.keyFile), MAX_BYTES);
  if (key.kind !== 'ok')
    return {
      kind: 'unusable',
      why: `\`keyFile\` ${settings.keyFile} ${key.kind === 'none' ? 'does not exist' : `is not usable: ${key.why}`}`,
    };
  return { kind: 'ok', settings, key: key.text.trim() };
}

const ROOT_ONLY =
  'others than root can change it; make root its owner and take the others the right to write';
