import { EvidenceRecord } from '@sallyport/action-model';

/** The part of a zod schema's definition that says how long things may be. */
type Schema = {
  maxLength?: number | null;
  minLength?: number | null;
  def: {
    type: string;
    format?: string;
    shape?: Readonly<Record<string, Schema>>;
    element?: Schema;
    innerType?: Schema;
    keyType?: Schema;
    valueType?: Schema;
    options?: readonly Schema[];
    checks?: readonly { _zod: { def: { check: string; maximum?: number } } }[];
  };
};

type Fit = (value: unknown) => unknown;

const asItIs: Fit = (value) => value;

/**
 * Cuts every string and list of a record to the maximum that the schema gives it. Redaction makes strings longer and
 * surfaces are hostile; a record that the control plane cannot parse would be a hole in what people see. The
 * bounds are read from the schema itself, once, so that there is no second list of them. Returns the same
 * object when everything fits, which is nearly always.
 */
function fitOf(schema: Schema): Fit {
  const { def } = schema;
  switch (def.type) {
    case 'string':
      return fitString(schema);
    case 'optional': {
      const inner = def.innerType === undefined ? asItIs : fitOf(def.innerType);
      if (inner === asItIs) return asItIs;
      return (value) => (value === undefined ? value : inner(value));
    }
    case 'array':
      return fitList(schema);
    case 'object':
      return fitObject(
        Object.entries(def.shape ?? {})
          .map(([key, one]) => ({ key, fit: fitOf(one) }))
          .filter(({ fit }) => fit !== asItIs),
      );
    case 'record':
      return fitRecord(def);
    case 'union': {
      const text = def.options?.find((option) => option.def.type === 'string');
      return text === undefined ? asItIs : fitOf(text);
    }
    default:
      return asItIs;
  }
}

function fitString({ maxLength, minLength, def }: Schema): Fit {
  const most = maxLength ?? Infinity;
  const least = minLength ?? 0;
  // Times and hashes are ours, and cut ones would be worse than long ones.
  if (def.format !== undefined || most === least) return asItIs;
  return (value) => {
    if (typeof value !== 'string' || (value.length <= most && value.length >= least)) return value;
    return value.length < least ? '?'.repeat(least) : cutText(value, most);
  };
}

/** Cuts text and says so in it; never through the middle of a character. */
export const cutText = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;

function fitList({ def }: Schema): Fit {
  const most = Math.min(Infinity, ...(def.checks ?? []).map(({ _zod }) => _zod.def.maximum ?? Infinity));
  const one = def.element === undefined ? asItIs : fitOf(def.element);
  if (one === asItIs && most === Infinity) return asItIs;
  return (value) => {
    if (!Array.isArray(value)) return value;
    // Read item by item as unknown: that is all a walk along the schema needs to know.
    const items: readonly unknown[] = value.length <= most ? value : value.slice(0, most);
    let fitted: unknown[] | undefined;
    for (let at = 0; at < items.length; at++) {
      const after = one(items[at]);
      if (after !== items[at]) (fitted ??= [...items])[at] = after;
    }
    return fitted ?? items;
  };
}

function fitObject(fields: readonly { readonly key: string; readonly fit: Fit }[]): Fit {
  return (value) => {
    if (typeof value !== 'object' || value === null) return value;
    // Read field by field as unknown: that is all a walk along the schema needs to know.
    const object = value as Readonly<Record<string, unknown>>;
    let changes: Record<string, unknown> | undefined;
    for (const { key, fit } of fields) {
      const before = object[key];
      if (before === undefined) continue;
      const after = fit(before);
      if (after !== before) (changes ??= {})[key] = after;
    }
    return changes === undefined ? value : { ...object, ...changes };
  };
}

function fitRecord({ keyType, valueType }: Schema['def']): Fit {
  const key = keyType === undefined || keyType.def.type !== 'string' ? asItIs : fitOf(keyType);
  const one = valueType === undefined ? asItIs : fitOf(valueType);
  if (key === asItIs && one === asItIs) return asItIs;
  return (value) => {
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const fitted = entries.map(([name, item]) => [key(name), one(item)] as const);
    const same = fitted.every(
      ([name, item], index) => name === entries[index]?.[0] && item === entries[index]?.[1],
    );
    return same ? value : Object.fromEntries(fitted);
  };
}

// The schema's own types do not say what its definition holds; `Schema` is the part of it that zod documents.
const FITS: ReadonlyMap<string, Fit> = new Map(
  EvidenceRecord.options.map((option) => [option.shape.type.value, fitOf(option as unknown as Schema)]),
);

/** The same evidence with everything cut to what its schema allows. */
export const fitEvidence = <Evidence extends { type: string }>(evidence: Evidence): Evidence =>
  // A fit only makes strings and lists shorter, so the type stays.
  (FITS.get(evidence.type) ?? asItIs)(evidence) as Evidence;
