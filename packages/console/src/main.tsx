// First, see there.
// oxlint-disable-next-line import/no-unassigned-import
import './api/without-generated-code.ts';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { exchangeToken, takeToken } from './api/session.ts';
import { router } from './app/router.tsx';

// Before anything else looks at the address: the token must not stay in it.
const token = takeToken();
if (token !== undefined) void exchangeToken(token);

// Failures are values in the answers, so a retry would only delay the moment they are shown.
const queries = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 2000 } } });

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element `root`');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
