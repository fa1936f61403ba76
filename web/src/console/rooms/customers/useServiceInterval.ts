import { useApi } from '@/api/query';
import type { Service } from '@/api/types';
import { interval_of } from '../plans/interval';

/** How many months a billing period of the service has; null while or where it is not known. */
export function useServiceInterval(service: Service, enabled = true): number | null {
  const plans = useApi('/v1/plans', undefined, { enabled });
  return interval_of(service, plans.data?.items);
}
