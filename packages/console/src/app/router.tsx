import { createRootRoute, createRoute, createRouter, Link, Outlet, redirect } from '@tanstack/react-router';
import { ActivityPage } from '../activity/activity-page.tsx';
import { ApprovalPage } from '../approvals/approval-page.tsx';
import { PasskeysPage } from '../approvals/passkeys-page.tsx';
import { parseSearchText, readSearch, searchText } from '../activity/filters.ts';
import { InventoryPage } from '../inventory/inventory-page.tsx';
import { readInventorySearch } from '../inventory/inventory-search.ts';
import { SessionGate } from './session-gate.tsx';

const rootRoute = createRootRoute({
  component: () => (
    <SessionGate>
      <Outlet />
    </SessionGate>
  ),
  notFoundComponent: () => (
    <main className="p-8">
      <h1 className="text-lg font-semibold">There is no such page</h1>
      <Link to="/activity" search={{}} className="text-accent underline">
        Activity
      </Link>
    </main>
  ),
});

const indexRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: ({ location }) => {
    // The router's redirect is made to be thrown.
    // oxlint-disable-next-line typescript/only-throw-error
    throw redirect({ to: '/activity', search: readSearch({ ...location.search }), replace: true });
  },
});

const activityRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/activity',
  validateSearch: readSearch,
  component: ActivityPage,
});

const approvalRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/approvals/$ticket',
  component: function Approval() {
    const { ticket } = approvalRoute.useParams();
    return <ApprovalPage key={ticket} name={ticket} />;
  },
});

const passkeysRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/passkeys',
  component: PasskeysPage,
});

const inventoryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/inventory',
  validateSearch: readInventorySearch,
  component: InventoryPage,
});

/** What any page has in its address. */
const readAnySearch = (raw: Readonly<Record<string, unknown>>) => ({
  ...readInventorySearch(raw),
  ...readSearch(raw),
});
const anySearchText = (search: Readonly<Record<string, unknown>>): string => {
  const { thing, state } = readInventorySearch(search);
  const own = new URLSearchParams(searchText(search));
  if (thing !== undefined) own.set('thing', thing);
  if (state !== undefined) own.set('state', state);
  return own.size === 0 ? '' : `?${own.toString()}`;
};

export const router = createRouter({
  routeTree: rootRoute.addChildren([indexRoute, activityRoute, approvalRoute, passkeysRoute, inventoryRoute]),
  // Checked here and not only by the route: the router hands a page what its route refused, too.
  parseSearch: (text) => readAnySearch(parseSearchText(text)),
  stringifySearch: anySearchText,
  scrollRestoration: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
