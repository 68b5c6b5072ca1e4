import { ACTION_KINDS } from '@sallyport/action-model';
import { actionType, FACTS_TYPE, ORIGIN_TYPE, type FieldType, type ObjectType } from './field-types.ts';
import { LITERAL_METHODS } from './literal-methods.ts';
import { PLAIN_METHODS } from './plain-methods.ts';

export interface ConditionField {
  /** `action.paths[].access`: `[]` stands for any item of a list. */
  readonly path: string;
  readonly type: 'string' | 'number' | 'bool' | 'time' | 'list' | 'object';
  /** Needs `has(…)` before it. */
  readonly optional: boolean;
  /** Worked out from other fields of the same object. */
  readonly derived: boolean;
  readonly values?: readonly string[];
  /** The kinds of action that have it; absent when all do. */
  readonly kinds?: readonly string[];
}

const SHOWN = {
  string: 'string',
  double: 'number',
  bool: 'bool',
  timestamp: 'time',
  list: 'list',
  object: 'object',
} as const;

const fieldsBelow = (path: string, type: FieldType): readonly ConditionField[] => {
  if (type.kind === 'object') return fieldsOf(path, type.type);
  return type.kind === 'list' ? fieldsBelow(`${path}[]`, type.of) : [];
};

const fieldsOf = (path: string, object: ObjectType): readonly ConditionField[] =>
  Object.entries(object.fields).flatMap(([name, { type, optional, derived }]) => {
    const item = type.kind === 'list' ? type.of : type;
    const values = item.kind === 'string' ? item.values : undefined;
    const own: ConditionField = {
      path: `${path}.${name}`,
      type: SHOWN[type.kind],
      optional,
      derived,
      ...(values === undefined ? {} : { values }),
    };
    return [own, ...fieldsBelow(own.path, type)];
  });

const actionFields = (): readonly ConditionField[] => {
  const byPath = new Map<string, { field: ConditionField; kinds: string[] }>();
  for (const kind of ACTION_KINDS) {
    for (const field of fieldsOf('action', actionType(kind))) {
      const known = byPath.get(field.path);
      if (known === undefined) byPath.set(field.path, { field, kinds: [kind] });
      else known.kinds.push(kind);
    }
  }
  return [...byPath.values()].map(({ field, kinds }) =>
    kinds.length === ACTION_KINDS.length ? field : { ...field, kinds },
  );
};

/** Everything that conditions can name, for the reference pages; drawn from the schemas, so it can't be stale. */
export const CONDITION_FIELDS: readonly ConditionField[] = [
  ...actionFields(),
  ...fieldsOf('origin', ORIGIN_TYPE),
  ...fieldsOf('facts', FACTS_TYPE),
  { path: 'now', type: 'time', optional: false, derived: false },
];

export const CONDITION_METHODS: readonly {
  readonly receiver: string;
  readonly name: string;
  readonly about: string;
}[] = [...LITERAL_METHODS, ...PLAIN_METHODS].map(({ receiver, name, about }) => ({ receiver, name, about }));
