import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const source = z.url({ protocol: /^https?$/u });
const category = <Entry extends z.ZodRawShape>(entry: Entry) =>
  z.strictObject({
    id: z.string().regex(/^[a-z]+(?:-[a-z]+)*$/u),
    about: z.string().min(1),
    entries: z.array(z.strictObject({ name: z.string().min(1), source, ...entry })).min(1),
  });

const Domains = z.strictObject({
  kind: z.literal('Domains'),
  categories: z.array(category({ domain: z.string().regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/u) })),
});
const Apps = z.strictObject({
  kind: z.literal('Apps'),
  // Names are compared in small letters.
  categories: z.array(category({ like: z.array(z.string().regex(/^[^A-Z]+$/u)).min(1) })),
});

/** What each category holds, by its name. */
export type Catalogue = ReadonlyMap<string, readonly string[]>;

export const POLICIES = join(import.meta.dirname, '..', '..', '..', '..', 'policies');
const read = (file: string): unknown => parse(readFileSync(join(POLICIES, 'catalogues', file), 'utf8'));

export const domains = (): Catalogue =>
  new Map(
    Domains.parse(read('domains.yaml')).categories.map(({ id, entries }) => [
      id,
      entries.map(({ domain }) => domain),
    ]),
  );

export const apps = (): Catalogue =>
  new Map(
    Apps.parse(read('apps.yaml')).categories.map(({ id, entries }) => [
      id,
      entries.flatMap(({ like }) => like),
    ]),
  );
