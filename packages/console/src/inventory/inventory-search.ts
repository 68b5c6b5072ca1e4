import { InventoryQuery } from '@sallyport/fleet-protocol';

/**
 * What the page shows, as the URL says it. `thing` is the API's `kind`, which on the other pages is a kind of action. A
 * value the API would refuse is dropped.
 */
const PARAMETERS = { q: 'q', thing: 'kind', device: 'device', state: 'state' } as const;
export type InventoryFilter = keyof typeof PARAMETERS;
export type InventorySearch = { readonly [Name in InventoryFilter]?: string };
export const INVENTORY_FILTERS = ['q', 'thing', 'device', 'state'] as const satisfies InventoryFilter[];

export const readInventorySearch = (raw: Readonly<Record<string, unknown>>): InventorySearch => {
  // Each value is put in only when the schema of its own name has accepted it.
  const search: Record<string, string> = {};
  for (const name of INVENTORY_FILTERS) {
    const parsed = InventoryQuery.shape[PARAMETERS[name]].safeParse(raw[name]);
    if (parsed.success && parsed.data !== undefined && parsed.data !== '') search[name] = parsed.data;
  }
  return search;
};

/** Words are looked for in names, sources and paths; what can only be a hash is looked for as one. */
export const queryOf = ({ q, thing, device, state }: InventorySearch): Partial<InventoryQuery> => {
  const parsedState = InventoryQuery.shape.state.safeParse(state);
  return {
    ...(q !== undefined && /^[0-9a-f]{16,64}$/.test(q) ? { sha256: q } : { q }),
    kind: thing,
    device,
    state: parsedState.data,
  };
};
