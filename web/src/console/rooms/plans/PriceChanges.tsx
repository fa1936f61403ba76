import { Alert, Button, Group, Progress, Stack } from '@mantine/core';
import { mdiPlus, mdiTrendingUp } from '@mdi/js';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import { get, useApi } from '@/api/query';
import type { PriceChange } from '@/api/types';
import { ask } from '@/ui/form/confirm';
import { Icon } from '@/ui/Icon';
import { LoadingRows } from '@/ui/list/ResourceList';
import { useFormat } from '@/ui/locale';
import { Nothing } from '@/ui/Nothing';
import { told } from '@/ui/notify';
import { PageHead } from '@/ui/PageHead';
import { Facts, Panel } from '@/ui/Panel';
import { Status } from '@/ui/Status';
import { Trouble } from '@/ui/Trouble';
import { OnDate, When } from '@/ui/values';
import { useMay } from '../../app/session';
import { word } from '../../app/words';
import { signed } from '../billing/Decision';
import { price_words } from './interval';
import { affected_words, ChangedServices, effect_words, PriceChangeDialog } from './PriceChangeDialog';

const is_at_work = ({ state }: PriceChange) => state === 'announcing' || state === 'cancelling';

/** A plan's price changes, newest first. */
export function PriceChanges() {
  const { t } = useTranslation();
  const may = useMay();
  const { id: text } = useParams({ strict: false }) as { id: string };
  const id = Number(text);
  const [open, set_open] = useState(false);
  const plan = useApi('/v1/plans/{id}', { path: { id } });
  const changes = useApi('/v1/plans/{id}/price-changes', { path: { id } });
  const at_work = changes.data?.items.some(is_at_work) ?? false;
  useApi('/v1/plans/{id}/price-changes', { path: { id } }, { enabled: at_work, refetch_ms: 1000 });
  if (plan.isError || changes.isError) return <Trouble error={plan.error ?? changes.error} retry={() => void (plan.refetch(), changes.refetch())} />;
  if (!plan.data || !changes.data) return <LoadingRows />;
  const create = may('catalog.write') && <Button leftSection={<Icon path={mdiPlus} />} onClick={() => set_open(true)}>{t('price_change.new')}</Button>;
  return (
    <>
      <PageHead title={t('price_change.title', { name: plan.data.name })} up={{ href: '/plans', label: t('price_change.up') }} actions={create} />
      <Stack gap="md" maw={960}>
        {changes.data.items.length === 0 && <Nothing icon={mdiTrendingUp} title={t('price_change.none')}>{t('price_change.none_hint')}</Nothing>}
        {changes.data.items.map((change) => <Change key={change.id} change={change} />)}
      </Stack>
      <PriceChangeDialog plan={plan.data} opened={open} close={() => set_open(false)} />
    </>
  );
}

function Change({ change }: { change: PriceChange }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const [shows, set_shows] = useState(false);
  const cancel = useAction((_: null, headers) => client.POST('/v1/price-changes/{id}/cancel', { params: { path: { id: change.id } }, headers }), { refresh: ['/v1/plans', '/v1/price-changes'], done: () => told(t('price_change.cancelling')) });
  return (
    <Panel
      title={<Group gap="xs">{price_words(t, format, change, change)}<Status value={change.state === 'announced' ? 'active' : is_at_work(change) ? 'running' : change.state}>{word(t, 'price_change_state', change.state)}</Status></Group>}
      actions={may('catalog.write') && change.can_be_cancelled && (
        <Button
          size="compact-sm" variant="default" loading={cancel.isPending}
          onClick={() => ask(t, { title: t('price_change.cancel_title'), body: t('price_change.cancel_body', { count: change.customers, customers: format.count(change.customers) }), yes: t('price_change.cancel'), act: () => cancel.mutate(null) })}
        >{t('price_change.cancel')}</Button>
      )}
    >
      {is_at_work(change) && <Progress value={change.total === 0 ? 0 : (100 * change.done) / change.total} aria-label={t('price_change.told')} mb="sm" />}
      {change.error && <Alert className="trouble" title={t('price_change.failed')} role="alert" mb="sm">{change.error}</Alert>}
      {cancel.error && <Trouble error={cancel.error} />}
      <Facts items={[
        [t('price_change.sold'), <OnDate key="on" date={change.on} />],
        [t('price_change.versions'), change.from_versions.join(', ')],
        [t('price_change.services'), affected_words(t, change.services, change.customers)],
        is_at_work(change) && [t('price_change.told'), t('price_change.told_of', { done: format.count(change.done), total: format.count(change.total) })],
        [t('price_change.monthly'), signed(format, change.monthly_difference_minor, change.currency)],
        change.first_date != null && change.last_date != null && [t('price_change.effect'), effect_words(t, format, change.first_date, change.last_date)],
        [t('price_change.notice'), t('price_change.days', { count: change.notice_days })],
        [t('price_change.by'), <>{change.created_by}, <When at={change.created_at} full /></>],
        change.text !== '' && [t('price_change.words'), <span key="text" style={{ whiteSpace: 'pre-line' }}>{change.text}</span>],
        change.cancelled_by != null && change.cancelled_at != null && [t('price_change.cancelled_by'), <>{change.cancelled_by}, <When at={change.cancelled_at} full /></>],
      ]} />
      {change.services > 0 && may('customers.read') && <Button variant="subtle" size="compact-sm" mt="xs" ms={-8} aria-expanded={shows} onClick={() => set_shows(!shows)}>{shows ? t('price_change.hide') : t('price_change.show')}</Button>}
      {shows && <Services change={change} />}
    </Panel>
  );
}

function Services({ change }: { change: PriceChange }) {
  const { t } = useTranslation();
  const pages = useInfiniteQuery({
    queryKey: ['/v1/price-changes/{id}/services', change.id, change.state],
    queryFn: ({ pageParam, signal }) => get('/v1/price-changes/{id}/services', { path: { id: change.id }, query: { limit: 50, ...(pageParam && { cursor: pageParam }) } }, signal),
    initialPageParam: '', getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
  if (pages.isError) return <Trouble error={pages.error} retry={() => void pages.refetch()} />;
  if (!pages.data) return <LoadingRows />;
  return (
    <>
      <ChangedServices rows={pages.data.pages.flatMap(({ items }) => items)} currency={change.currency} links outlook={(row) => <Status value={row.outlook === 'in_effect' ? 'active' : row.outlook}>{word(t, 'price_outlook', row.outlook)}</Status>} />
      {pages.hasNextPage && <Button variant="default" size="compact-sm" mt="xs" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>{t('price_change.load_more')}</Button>}
    </>
  );
}
