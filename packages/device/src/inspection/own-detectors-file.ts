import { basename } from 'node:path';
import type { Tier } from '@sallyport/action-model';
import { readOwnDetectors, type OwnDetectors } from '@sallyport/detectors';
import { readWatchedFile, stampOf } from '../watched-file.ts';

const MAX_BYTES = 1024 * 1024;

export type OwnDetectorsOutcome =
  | { readonly kind: 'none' }
  /** The text too, since it goes to threads that make their own of it. */
  | { readonly kind: 'ok'; readonly text: string; readonly own: OwnDetectors }
  | { readonly kind: 'unusable'; readonly why: string };

export function readOwnDetectorsFile(file: string, tier: Tier): OwnDetectorsOutcome {
  const read = readWatchedFile(file, MAX_BYTES);
  if (read.kind !== 'ok') return read;
  if (tier === 'managed' && read.writable)
    return {
      kind: 'unusable',
      why: 'others than root can change it; make root its owner and take the others the right to write',
    };
  const own = readOwnDetectors(basename(file), read.text);
  return own.ok ? { kind: 'ok', text: read.text, own: own.own } : { kind: 'unusable', why: own.why };
}

/**
 * Admins' own detectors, read once and again when the file changes, which one `stat` a question tells. A file that
 * became unusable changes nothing until it is put right: losing the list could let go what it was written for.
 */
export class OwnDetectorsFile {
  readonly #file: string;
  readonly #tier: Tier;
  #seen: string | undefined;
  #known: string | undefined;

  constructor(file: string, tier: Tier) {
    this.#file = file;
    this.#tier = tier;
  }

  /** The last good list. */
  text(): string | undefined {
    const stamp = stampOf(this.#file);
    if (stamp === this.#seen) return this.#known;
    this.#seen = stamp;
    const read = readOwnDetectorsFile(this.#file, this.#tier);
    if (read.kind !== 'unusable') this.#known = read.kind === 'ok' ? read.text : undefined;
    return this.#known;
  }
}
