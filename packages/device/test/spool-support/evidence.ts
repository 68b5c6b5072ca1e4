import type { NewEvidence } from '@sallyport/action-model';

/** Evidence of about `bytes` bytes that can be told from any other by `label`. */
export const someEvidence = (label: string, bytes = 0): NewEvidence => ({
  type: 'lifecycle',
  event: 'test',
  detail: { label, padding: 'é"\n'.repeat(Math.min(600, Math.ceil(bytes / 6))) },
});

/** The label in a stored line. */
export const labelOf = (line: string): string => /"label":"([^"]*)"/.exec(line)?.[1] ?? '';
