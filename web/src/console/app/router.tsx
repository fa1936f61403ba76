// The rooms and their addresses. Each room is loaded when it is first entered.
import { QueryClient } from '@tanstack/react-query';
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import { ApiError } from '@/api/client';
import { should_retry } from '@/api/query';
import { SignIn } from '../rooms/sign_in/SignIn';
import { Crashed, NotFound, Starting, Unreachable } from './fallbacks';
import { me_query, SessionProvider } from './session';
import { Shell } from './Shell';

export const queries = new QueryClient({
  defaultOptions: { queries: { staleTime: 10_000, retry: should_retry, refetchOnWindowFocus: true } },
});

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

const sign_in = createRoute({ getParentRoute: () => root, path: '/sign-in', component: SignIn });

const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  beforeLoad: async ({ location }) => {
    try {
      return { me: await queries.ensureQueryData({ ...me_query, staleTime: Infinity }) };
    } catch (error) {
      if (error instanceof ApiError && (error.status === 401 || error.status === 403))
        throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : ({ back: location.href } as never) });
      throw error;
    }
  },
  pendingComponent: Starting,
  errorComponent: Unreachable,
  component: function Inside() {
    const { me } = inside.useRouteContext();
    return <SessionProvider me={me}><Shell /></SessionProvider>;
  },
});

type Loader = () => Promise<Record<string, unknown>>;
function room(path: string, load: Loader, name: string) {
  return createRoute({ getParentRoute: () => inside, path, component: lazyRouteComponent(load as never, name as never) });
}

const home = () => import('../rooms/home/Home');
const customers = () => import('../rooms/customers/Customers');
const customer = () => import('../rooms/customers/CustomerPage');
const plans = () => import('../rooms/plans/Plans');
const settings = () => import('../rooms/settings/Settings');

const tree = root.addChildren([
  sign_in,
  inside.addChildren([
    room('/', home, 'Home'),
    room('/customers', customers, 'Customers'),
    room('/customers/$id', customer, 'CustomerPage'),
    room('/services/$id', () => import('../rooms/customers/ServiceRedirect'), 'ServiceRedirect'),
    room('/plans', plans, 'Plans'),
    room('/plans/coupons', plans, 'Plans'),
    room('/plans/$id/price-changes', () => import('../rooms/plans/PriceChanges'), 'PriceChanges'),
    room('/access-servers', () => import('../rooms/network/AccessServers'), 'AccessServers'),
    room('/access-servers/$id', () => import('../rooms/network/AccessServerPage'), 'AccessServerPage'),
    room('/vendor-profiles', () => import('../rooms/network/VendorProfiles'), 'VendorProfiles'),
    room('/vendor-profiles/new', () => import('../rooms/network/VendorProfilePage'), 'NewVendorProfile'),
    room('/vendor-profiles/$name', () => import('../rooms/network/VendorProfilePage'), 'VendorProfilePage'),
    room('/pools', () => import('../rooms/network/Pools'), 'Pools'),
    room('/logins', () => import('../rooms/network/Logins'), 'Logins'),
    room('/sessions', () => import('../rooms/sessions/Sessions'), 'Sessions'),
    room('/billing', () => import('../rooms/billing/Billing'), 'Billing'),
    room('/billing/runs/$id', () => import('../rooms/billing/RunPage'), 'RunPage'),
    room('/calculator', () => import('../rooms/calculator/Calculator'), 'Calculator'),
    room('/invoices', () => import('../rooms/invoices/Invoices'), 'Invoices'),
    room('/invoices/$id', () => import('../rooms/invoices/InvoicePage'), 'InvoicePage'),
    room('/payments', () => import('../rooms/payments/Payments'), 'Payments'),
    room('/payments/vouchers', () => import('../rooms/payments/Payments'), 'Payments'),
    room('/payments/vouchers/$id', () => import('../rooms/payments/Vouchers'), 'VoucherBatchPage'),
    room('/payments/$id', () => import('../rooms/payments/PaymentPage'), 'PaymentPage'),
    room('/ledger', () => import('../rooms/ledger/Ledger'), 'Ledger'),
    room('/reports', () => import('../rooms/reports/Reports'), 'Reports'),
    room('/reports/$name', () => import('../rooms/reports/ReportPage'), 'ReportPage'),
    room('/settings', settings, 'Settings'),
    room('/settings/$tab', settings, 'Settings'),
  ]),
]);

/** Addresses stay plain: ?status=overdue&page=2, every value a string. */
export const router = createRouter({
  routeTree: tree,
  defaultPreload: 'intent',
  defaultErrorComponent: Crashed,
  defaultNotFoundComponent: NotFound,
  defaultPendingComponent: Starting,
  scrollRestoration: true,
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const text = new URLSearchParams(Object.entries(search as Record<string, unknown>).flatMap(([key, value]) => (value == null || value === '' ? [] : [[key, String(value)]]))).toString();
    return text ? `?${text}` : '';
  },
});
