import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { FILTER_NAMES, readSearch, type FilterName, type Filters } from './filters.ts';

export type FilterChanges = { readonly [Name in FilterName]?: string | undefined };

export interface ActivitySearchControl {
  readonly filters: Filters;
  readonly record: string | undefined;
  /** Sets or, with `undefined`, removes one filter. */
  readonly setFilter: (name: FilterName, value: string | undefined) => void;
  /** Several at once, as one step. */
  readonly setFilters: (changes: FilterChanges) => void;
  readonly clearFilters: () => void;
  readonly openRecord: (id: string | undefined) => void;
}

/** The page's whole state that is worth a link lives in the URL; this is the only way to it. */
export const useActivitySearch = (): ActivitySearchControl => {
  const search = useSearch({ from: '/activity' });
  const navigate = useNavigate({ from: '/activity' });
  const { record } = search;
  const filters = useMemo(
    () => Object.fromEntries(FILTER_NAMES.map((name) => [name, search[name]])) as Filters,
    [search],
  );
  const setFilters = useCallback(
    (changes: FilterChanges) =>
      // Typing in the search box must not fill the history; every other filter is a step one can go back from.
      void navigate({ search: (old) => readSearch({ ...old, ...changes }), replace: 'q' in changes }),
    [navigate],
  );
  const setFilter = useCallback(
    (name: FilterName, value: string | undefined) => setFilters({ [name]: value }),
    [setFilters],
  );
  const clearFilters = useCallback(
    () => void navigate({ search: (old) => (old.record === undefined ? {} : { record: old.record }) }),
    [navigate],
  );
  const openRecord = useCallback(
    (id: string | undefined) =>
      void navigate({
        search: ({ record: _open, ...rest }) => (id === undefined ? rest : { ...rest, record: id }),
        // Going from record to record is one step back to the list, not one for each.
        replace: record !== undefined,
      }),
    [navigate, record],
  );
  return { filters, record, setFilter, setFilters, clearFilters, openRecord };
};
