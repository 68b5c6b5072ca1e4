import { INVENTORY_KINDS, InventoryRow } from '@sallyport/fleet-protocol';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useRef } from 'react';
import { ChoiceFilter } from '../activity/choice-filter.tsx';
import { SearchBox } from '../activity/search-box.tsx';
import { api } from '../api/client.ts';
import { Card, Outcome, PlainPage } from '../approvals/plain-page.tsx';
import { EvidenceLine } from '../text/evidence-text.tsx';
import { visibleString } from '../text/visible-text.ts';
import { InventoryItem } from './inventory-item.tsx';
import { queryOf, readInventorySearch, type InventoryFilter } from './inventory-search.ts';

const same = (values: readonly string[]) => values.map((value) => [value, value] as const);
const KINDS = same(INVENTORY_KINDS);
const STATES = same(InventoryRow.shape.state.options);

/** What is installed on which device. The filters are the URL; what was found last comes first. */
export const InventoryPage = () => {
  const search = useSearch({ from: '/inventory' });
  const navigate = useNavigate({ from: '/inventory' });
  const list = useRef<HTMLUListElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const { data: devices } = useQuery({ queryKey: ['devices'], queryFn: api.devices });
  const { data, hasNextPage, fetchNextPage, isFetching } = useInfiniteQuery({
    queryKey: ['inventory', search],
    queryFn: ({ pageParam }) =>
      api.inventory({ ...queryOf(search), cursor: pageParam === '' ? undefined : pageParam }),
    initialPageParam: '',
    getNextPageParam: (last) => (last.ok ? last.value.next : null),
  });
  const set = useCallback(
    (name: InventoryFilter, value: string | undefined) =>
      void navigate({
        search: (old) => readInventorySearch({ ...old, [name]: value }),
        // Typing must not fill the history.
        replace: name === 'q',
      }),
    [navigate],
  );
  const setText = useCallback((value: string | undefined) => set('q', value), [set]);
  const items = data?.pages.flatMap((page) => (page.ok ? page.value.items : [])) ?? [];
  const failed = data?.pages.find((page) => !page.ok);
  const known = devices?.ok === true ? devices.value.items : [];
  return (
    <PlainPage
      title="Inventory"
      isWide
      beside={
        <Link to="/activity" search={{}} className="mr-2 text-accent underline">
          Activity
        </Link>
      }
    >
      <div className="space-y-3">
        <search className="flex flex-wrap items-center gap-2">
          <SearchBox
            input={input}
            value={search.q ?? ''}
            label="Search name, source, path or SHA-256"
            placeholder="Name, source, path or SHA-256"
            onChange={setText}
            onLeave={() => list.current?.focus()}
          />
          <ChoiceFilter
            label="Kind"
            any="any kind"
            choices={KINDS}
            value={search.thing}
            onChange={(value) => set('thing', value)}
          />
          <ChoiceFilter
            label="Device"
            any="any device"
            choices={known.map(
              ({ id, user, host }) => [id, visibleString(`${user} on ${host}`, 60)] as const,
            )}
            value={search.device}
            onChange={(value) => set('device', value)}
          />
          <ChoiceFilter
            label="State"
            any="there or gone"
            choices={STATES}
            value={search.state}
            onChange={(value) => set('state', value)}
          />
        </search>
        {failed?.ok === false && (
          <Outcome tone="bad">
            The inventory could not be read: <EvidenceLine text={failed.message} maxCharacters={500} />
          </Outcome>
        )}
        <p role="status" className="text-xs text-ink-3">
          {data === undefined
            ? 'Looking…'
            : `${items.length.toLocaleString('en')}${hasNextPage ? ' shown, there are more' : ' found'}`}
        </p>
        {items.length > 0 && (
          <Card>
            <ul ref={list} tabIndex={-1} aria-label="What is installed">
              {items.map((item) => (
                <InventoryItem
                  key={JSON.stringify([item.device, item.kind, item.name, item.scope, item.path, item.at])}
                  item={item}
                  onSame={setText}
                />
              ))}
            </ul>
          </Card>
        )}
        {data !== undefined && failed === undefined && items.length === 0 && <Nothing search={search} />}
        {hasNextPage && (
          <button
            type="button"
            className="control"
            disabled={isFetching}
            onClick={() => void fetchNextPage()}
          >
            show more
          </button>
        )}
      </div>
    </PlainPage>
  );
};

const Nothing = ({ search }: { readonly search: object }) => (
  <p className="text-ink-2">
    {Object.keys(search).length > 0
      ? 'Nothing fits these filters.'
      : 'No device has told what is installed yet. A guard looks a minute after its start.'}
  </p>
);
