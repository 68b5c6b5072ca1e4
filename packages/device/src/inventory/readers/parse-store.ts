import { objectOf } from '../../health/read-bounded.ts';
import { clip, type FoundItem, type Reading } from '../inventory-item.ts';

export type Members = Readonly<Record<string, unknown>>;

/** More of one store is not listed: its owner could fill the report and hide what matters behind it. */
const MAX_MEMBERS = 500;

/** Reads a store that must be a JSON object. Damaged ones are said to be, and never thought empty. */
export function readStore(text: string, read: (store: Members) => readonly FoundItem[]): Reading {
  let value: unknown;
  try {
    value = JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch {
    return { items: [], broken: 'it is not JSON' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { items: [], broken: 'it does not hold an object' };
  return { items: read(objectOf(value)) };
}

export const membersOf = (value: unknown): readonly (readonly [string, unknown])[] =>
  Object.entries(objectOf(value)).slice(0, MAX_MEMBERS);

export const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? (value as unknown[]).slice(0, MAX_MEMBERS) : [];

export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? clip(value) : undefined;

export const wordsOf = (value: unknown): readonly string[] =>
  listOf(value).filter((word): word is string => typeof word === 'string');

/** An optional member, left out where there is nothing to say. */
export const given = <Key extends string>(
  key: Key,
  value: string | undefined,
): { readonly [K in Key]?: string } =>
  value === undefined ? {} : ({ [key]: value } as { [K in Key]: string }); // a computed key is typed as any string
