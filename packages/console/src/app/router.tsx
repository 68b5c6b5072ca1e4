import { createRootRoute, createRoute, createRouter, Link, redirect } from '@tanstack/react-router';
import { ActivityPage } from '../activity/activity-page.tsx';
import { parseSearchText, readSearch, searchText } from '../activity/filters.ts';
import { SessionGate } from './session-gate.tsx';
import { Outlet } from '@tanstack/react-router';

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

export const router = createRouter({
  routeTree: rootRoute.addChildren([indexRoute, activityRoute]),
  parseSearch: parseSearchText,
  stringifySearch: searchText,
  // Only what a page has validated reaches it.
  search: { strict: true },
  scrollRestoration: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
