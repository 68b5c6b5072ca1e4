import type { Tier } from '@sallyport/action-model';
import type { KeyObject } from 'node:crypto';
import type { FileLayer } from './file-layer.ts';
import type { QuotaLimits } from './quota.ts';
import { DEFAULT_QUOTA } from './quota.ts';

export interface SpoolOptions {
  /** Owned by the spool alone; made with mode 0700 when missing. */
  readonly directory: string;
  readonly device: string;
  readonly tier: Tier;
  /** The name of a chain begun here; a chain that is on disk keeps its own. Random when absent. */
  readonly epoch?: string;
  /** Ed25519 private key of the device; without it there are no checkpoints and nothing is anchored. */
  readonly signingKey?: KeyObject;
  readonly quota?: Partial<QuotaLimits>;
  readonly retain?: Partial<Retention>;
  readonly checkpoint?: { readonly everyRecords?: number; readonly everyMs?: number };
  readonly segmentBytes?: number;
  readonly reserveBytes?: number;
  /** Least time between two gap records of one cause. */
  readonly gapIntervalMs?: number;
  /** Least time between two attempts to use a disk that failed. */
  readonly retryMs?: number;
  readonly files?: FileLayer;
  readonly now: () => Date;
}

/** How much of what is uploaded stays on the device; whichever is reached first. */
export interface Retention {
  readonly bytes: number;
  readonly ageMs: number;
}

export const DEFAULTS = {
  quota: DEFAULT_QUOTA,
  retain: { bytes: 268_435_456, ageMs: 604_800_000 },
  checkpoint: { everyRecords: 4096, everyMs: 5000 },
  segmentBytes: 8_388_608,
  reserveBytes: 1_048_576,
  gapIntervalMs: 10_000,
  retryMs: 1000,
} as const;
