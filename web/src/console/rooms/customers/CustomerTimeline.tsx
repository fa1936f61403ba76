import { Button, Skeleton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { get } from '@/api/query';
import { TimelineList } from '@/ui/Timeline';
import { Trouble } from '@/ui/Trouble';

export function CustomerTimeline({ id }: { id: number }) {
  const { t } = useTranslation();
  const answer = useInfiniteQuery({
    queryKey: ['/v1/customers/{id}/timeline', id],
    queryFn: ({ pageParam }) => get('/v1/customers/{id}/timeline', { path: { id }, query: { limit: 30, ...(pageParam && { cursor: pageParam }) } }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor || undefined,
  });
  if (answer.isError && !answer.data) return <Trouble error={answer.error} retry={() => void answer.refetch()} />;
  if (!answer.data) return <Skeleton height={240} />;
  const entries = answer.data.pages.flatMap(({ items }) => items);
  if (entries.length === 0) return <p className="quiet">{t('customer.no_timeline')}</p>;
  return (
    <>
      <TimelineList entries={entries} />
      {answer.hasNextPage && <Button mt="sm" variant="default" fullWidth loading={answer.isFetchingNextPage} onClick={() => void answer.fetchNextPage()}>{t('customer.older')}</Button>}
    </>
  );
}
