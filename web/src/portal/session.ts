import type { QueryClient } from '@tanstack/react-query';
import { api_query } from '@/api/query';
import type { PortalMe } from './types';

/** Signed in: what was kept of anybody before is gone. */
export function take_in(queries: QueryClient, me: PortalMe): void {
  queries.removeQueries({ predicate: ({ queryKey }) => !['/v1/portal/front', '/v1/portal/session'].includes(String(queryKey[0])) });
  queries.setQueryData(api_query('/v1/portal/session').queryKey, me);
}
