import type { Detected, DetectorInput } from '@sallyport/detectors';

/** What crosses between the daemon's thread and the one that looks at texts. */
export type InspectCall = DetectorInput & { readonly id: number };
export type InspectAnswer = { readonly id: number } & (
  { readonly ok: true; readonly detected: Detected } | { readonly ok: false; readonly why: string }
);
