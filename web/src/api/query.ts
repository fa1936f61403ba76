// Reading the API from components. A query's key is [path, parameters], so that live events can invalidate by path.
import { keepPreviousData, queryOptions, useQuery, type QueryClient } from '@tanstack/react-query';
import type { MaybeOptionalInit, FetchResponse } from 'openapi-fetch';
import type { PathsWithMethod } from 'openapi-typescript-helpers';
import type { paths } from './schema';
import { ApiError, client, data_of, NoAnswer } from './client';

export type GetPath = PathsWithMethod<paths, 'get'>;
type GetInit<P extends GetPath> = MaybeOptionalInit<paths[P], 'get'>;
export type Answer<P extends GetPath> = NonNullable<FetchResponse<paths[P]['get'], unknown, `${string}/${string}`>['data']>;
type Params<P extends GetPath> = NonNullable<GetInit<P>> extends { params?: infer X } ? X : never;

export function get<P extends GetPath>(path: P, params?: Params<P>, signal?: AbortSignal): Promise<Answer<P>> {
  const call = client.GET as unknown as (path: P, init: object) => Promise<{ data?: Answer<P> }>;
  return data_of(call(path, { params, signal }));
}

export function api_query<P extends GetPath>(path: P, params?: Params<P>) {
  return queryOptions<Answer<P>, Error>({
    queryKey: [path, params ?? null],
    queryFn: ({ signal }) => get(path, params, signal),
  });
}

interface Options {
  enabled?: boolean;
  /** Keep showing the last answer while the next one loads (lists, previews). */
  keep?: boolean;
  refetch_ms?: number | false;
}

export function useApi<P extends GetPath>(path: P, params?: Params<P>, options: Options = {}) {
  return useQuery({
    ...api_query(path, params),
    enabled: options.enabled ?? true,
    placeholderData: options.keep ? keepPreviousData : undefined,
    refetchInterval: options.refetch_ms ?? false,
  });
}

/** Marks everything under these path prefixes stale; what is on screen is fetched again. */
export function invalidate(queries: QueryClient, ...prefixes: string[]): Promise<void> {
  return queries.invalidateQueries({
    predicate: ({ queryKey }) => typeof queryKey[0] === 'string' && prefixes.some((prefix) => (queryKey[0] as string).startsWith(prefix)),
  });
}

/** Asking again helps only when the server did not answer or broke; what it refused it will refuse again. */
export function should_retry(failures: number, error: unknown): boolean {
  const may_help = error instanceof NoAnswer || (error instanceof ApiError && error.status >= 500);
  return may_help && failures < 2;
}
