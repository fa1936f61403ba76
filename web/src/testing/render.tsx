// Components as they stand in the console: provider's locale, theme, queries that do not retry, and a router in memory.
import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { vi } from 'vitest';
import { LocaleProvider } from '@/ui/locale';
import { css_variables, theme } from '@/ui/theme';

export const now = '2026-03-14T09:12:00Z';

export function show(node: ReactNode, at = '/') {
  const root = createRootRoute();
  const route = createRoute({
    getParentRoute: () => root, path: '$',
    component: () => <LocaleProvider currency="EUR" time_zone="Europe/Berlin" locale="en-IE" words="en-GB" now={() => now}>{node}</LocaleProvider>,
  });
  const index = createRoute({ getParentRoute: () => root, path: '/', component: route.options.component! });
  const router = createRouter({ routeTree: root.addChildren([index, route]), history: createMemoryHistory({ initialEntries: [at] }) });
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false }, mutations: { retryDelay: 0 } } });
  return {
    router,
    ...render(
      <MantineProvider theme={theme} cssVariablesResolver={css_variables} env="test">
        <QueryClientProvider client={queries}>
          <ModalsProvider>
            <Notifications />
            <RouterProvider router={router as never} />
          </ModalsProvider>
        </QueryClientProvider>
      </MantineProvider>,
    ),
  };
}

export interface Asked {
  method: string;
  path: string;
  headers: Headers;
  body: unknown;
}

/** Stands in for the server: `answers` says what each "METHOD /path" gets; what was asked is kept. */
export function serve(answers: Record<string, (asked: Asked) => Response | Promise<Response>>): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    const text = await request.text();
    const call = { method: request.method, path: new URL(request.url).pathname, headers: request.headers, body: text ? JSON.parse(text) : null };
    asked.push(call);
    const answer = answers[`${call.method} ${call.path}`];
    return answer ? answer(call) : json(404, { status: 404, code: 'not_found', title: '', detail: `nothing at ${call.path}`, errors: [] });
  });
  return asked;
}

export function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
}
