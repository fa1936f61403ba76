import { Navigate, useParams } from '@tanstack/react-router';
import { useApi } from '@/api/query';
import { Trouble } from '@/ui/Trouble';
import { Starting } from '../../app/fallbacks';

/** A service lives on its customer's page; links by service lead there. */
export function ServiceRedirect() {
  const { id } = useParams({ strict: false }) as { id: string };
  const answer = useApi('/v1/services/{id}', { path: { id: Number(id) } });
  if (answer.isError) return <Trouble error={answer.error} retry={() => void answer.refetch()} />;
  if (!answer.data) return <Starting />;
  return <Navigate to={`/customers/${answer.data.customer_id}`} hash={`service-${id}`} replace />;
}
