import type { Action, Finding } from '@sallyport/action-model';
import { REDACTION_MARK } from '@sallyport/policy-core';

const MARK = /\[redacted:[a-z0-9/-]{1,120}(?:#\d{1,6})?\]/;

/**
 * The marks that stand for secrets in what an agent writes. It was shown a file with a mark in the place of a value, and
 * whoever writes the whole file back would write the mark over the value.
 */
export const findMarks = ({ kind, samples }: Action): readonly Finding[] =>
  kind !== 'file.write'
    ? []
    : samples.flatMap(({ text, role }, sample) => {
        const found = text.includes('[redacted:') ? MARK.exec(text) : null;
        if (found === null) return [];
        const { index: start } = found;
        const end = start + found[0].length;
        const rule = REDACTION_MARK;
        return [
          {
            detector: 'secret',
            rule,
            level: 'warn',
            role,
            sample,
            start,
            end,
            confidence: 1,
            detectorVersion: '1',
          },
        ];
      });
