import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { TextRole } from '../detection.ts';
import { normalise } from './normalise.ts';

/** One file a case: what a view says, and what of the given text holds it. Adding a case is adding a file. */
interface Case {
  readonly role: TextRole;
  readonly text: string;
  readonly expect: readonly { readonly kind: string; readonly says: string; readonly stands: string }[];
  readonly absent: readonly { readonly kind: string; readonly says: string }[];
  /** All kinds of hiding that are told, sorted. */
  readonly features: readonly string[];
}

const folder = join(import.meta.dirname, 'fixtures');

test.each(readdirSync(folder))('%s', (file) => {
  // The files' one shape is the interface above.
  const {
    role,
    text,
    expect: expected,
    absent,
    features,
  } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Case;
  const { views, truncated } = normalise(text, { role });
  expect(truncated).toBe(false);
  for (const { kind, says, stands } of expected) {
    const spans = views
      .filter((view) => view.kind === kind && view.text.includes(says))
      .map((view) => {
        const at = view.text.indexOf(says);
        return text.slice(...view.toOriginal(at, at + says.length));
      });
    expect(spans, `${kind} says ${says}`).toContain(stands);
  }
  for (const { kind, says } of absent)
    expect(views.filter((view) => view.kind === kind && view.text.includes(says))).toEqual([]);
  const told = new Set(views.flatMap((view) => view.features.map(({ what }) => what)));
  expect([...told].toSorted()).toEqual(features);
  expect(expected.length > 0 || views.length === 1, 'nothing hidden means no other view').toBe(true);
});
