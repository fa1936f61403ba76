import { useApi } from '@/api/query';
import type { Service } from '@/api/types';
import { interval_of, type Lasting } from '../plans/interval';

/** How long a billing period of the service is; null while or where it is not known. */
export function useServiceInterval(service: Service, enabled = true): Lasting | null {
  const plans = useApi('/v1/plans', undefined, { enabled });
  return interval_of(service, plans.data?.items);
}
