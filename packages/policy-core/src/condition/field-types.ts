import { ACTION_KINDS, actionSchemaOf, Facts, Origin, type ActionKind } from '@sallyport/action-model';
import { z } from 'zod';
import { PROJECT_STANDINGS } from '../path/project.ts';

/**
 * What a condition may name, read from the action model's own schemas so that a field cannot exist in one and not
 * in the other. Left out: `samples` (evidence does not keep them, and replay must equal live), `id` and `digest`
 * (random to a rule’s author), `origin` (a variable of its own), `proofs` (a claimed field may only tighten, which is not the author's to weigh),
 * and what only `decide` goes by: `answers`, `counts`, `judged`.
 */
export type FieldType =
  | { readonly kind: 'string'; readonly values?: readonly string[] }
  | { readonly kind: 'double' | 'bool' | 'timestamp' }
  | { readonly kind: 'list'; readonly of: FieldType }
  | { readonly kind: 'object'; readonly type: ObjectType };

export interface Field {
  readonly type: FieldType;
  readonly optional: boolean;
  /** Computed from other fields of the same object; not part of the action model. */
  readonly derived: boolean;
}

export interface ObjectType {
  readonly name: string;
  readonly fields: Readonly<Record<string, Field>>;
}

const HIDDEN = new Set(['origin', 'samples', 'id', 'digest', 'proofs', 'now', 'answers', 'counts', 'judged']);

const TYPE_NAMES: Readonly<Record<string, string>> = {
  paths: 'Path',
  hosts: 'Host',
  programs: 'Program',
  findings: 'Finding',
  carried: 'CarriedValue',
};

const derived = (type: FieldType): Field => ({ type, optional: false, derived: true });
const text: FieldType = { kind: 'string' };
const DERIVED: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
  Path: {
    name: derived(text),
    extension: derived(text),
    project: derived({ kind: 'string', values: PROJECT_STANDINGS }),
  },
  Program: {
    feeds: derived({ kind: 'list', of: text }),
    pairs: derived({ kind: 'list', of: text }),
  },
};

const capitalised = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

const fieldTypeOf = (schema: z.core.$ZodType, key: string): FieldType => {
  if (schema instanceof z.ZodEnum) return { kind: 'string', values: schema.options.map(String) };
  // The only literal is `kind`; a condition shared by several kinds may name any of them.
  if (schema instanceof z.ZodLiteral) return { kind: 'string', values: ACTION_KINDS };
  if (schema instanceof z.ZodArray) return { kind: 'list', of: fieldTypeOf(schema.element, key) };
  if (schema instanceof z.ZodBoolean) return { kind: 'bool' };
  if (schema instanceof z.ZodNumber) return { kind: 'double' };
  if (schema instanceof z.ZodObject)
    return { kind: 'object', type: objectTypeOf(TYPE_NAMES[key] ?? capitalised(key), schema) };
  return text;
};

const objectTypeOf = (name: string, schema: z.ZodObject): ObjectType => {
  const fields: Record<string, Field> = {};
  for (const [key, field] of Object.entries(schema.shape)) {
    if (HIDDEN.has(key)) continue;
    const optional = field instanceof z.ZodOptional;
    const inner: z.core.$ZodType =
      field instanceof z.ZodOptional || field instanceof z.ZodDefault ? field.unwrap() : field;
    fields[key] = { type: fieldTypeOf(inner, key), optional, derived: false };
  }
  return { name, fields: { ...fields, ...DERIVED[name] } };
};

// Walking a schema costs more than all that is asked of it afterwards, and loading a policy asks for each condition.
const actionTypes = new Map<ActionKind, ObjectType>();

export const actionType = (kind: ActionKind): ObjectType => {
  let type = actionTypes.get(kind);
  if (type === undefined) {
    type = objectTypeOf('Action', actionSchemaOf(kind));
    actionTypes.set(kind, type);
  }
  return type;
};
export const ORIGIN_TYPE: ObjectType = objectTypeOf('Origin', Origin);
export const FACTS_TYPE: ObjectType = objectTypeOf('Facts', Facts);

export const celTypeName = (type: FieldType): string => {
  if (type.kind === 'list') return `list<${celTypeName(type.of)}>`;
  if (type.kind === 'object') return type.type.name;
  return type.kind === 'timestamp' ? 'google.protobuf.Timestamp' : type.kind;
};

/** The variables that a condition starts with. */
export const rootVariables = (kind: ActionKind): ReadonlyMap<string, FieldType> =>
  new Map<string, FieldType>([
    ['action', { kind: 'object', type: actionType(kind) }],
    ['origin', { kind: 'object', type: ORIGIN_TYPE }],
    ['facts', { kind: 'object', type: FACTS_TYPE }],
    ['now', { kind: 'timestamp' }],
  ]);
