import { SimpleGrid, Skeleton, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useApi } from '@/api/query';
import type { Dashboard } from '@/api/types';
import { useFormat } from '@/ui/locale';
import { Nothing } from '@/ui/Nothing';
import { PageHead } from '@/ui/PageHead';
import { Panel } from '@/ui/Panel';
import { TimelineList } from '@/ui/Timeline';
import { Trouble } from '@/ui/Trouble';
import { mdiHistory } from '@mdi/js';
import { useMe } from '../../app/session';
import { Alerts } from './Alerts';
import { AgeingChart, MonthsChart, MovementChart } from './charts';
import { Tile } from './Tile';

export function Home() {
  const { t } = useTranslation();
  const me = useMe();
  const format = useFormat();
  const answer = useApi('/v1/dashboard', undefined, { refetch_ms: 60_000 });
  if (answer.isError && !answer.data) return <><PageHead title={t('home.title')} /><Trouble error={answer.error} retry={() => void answer.refetch()} /></>;
  const data = answer.data;
  return (
    <>
      <PageHead title={t('home.title')} note={<>{me.provider.name} · {format.date(format.today())}</>} />
      <Stack gap="md">
        {data ? <Tiles data={data} /> : <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }}>{[1, 2, 3, 4, 5].map((tile) => <Skeleton key={tile} height={104} />)}</SimpleGrid>}
        <div className="home-grid">
          <Panel title={t('home.months')}>{data ? <MonthsChart months={data.months} currency={data.currency} /> : <Skeleton height={260} />}</Panel>
          <Panel title={t('home.ageing')}>{data ? <AgeingChart ageing={data.ageing} currency={data.currency} /> : <Skeleton height={260} />}</Panel>
          <Panel title={t('home.recent')}>
            {!data ? <Skeleton height={320} /> : data.recent.length ? <TimelineList entries={data.recent.slice(0, 12)} /> : <Nothing icon={mdiHistory} title={t('home.recent')}>{t('home.recent_none')}</Nothing>}
          </Panel>
          <Stack gap="md">
            <Alerts alerts={data?.alerts} />
            <Panel title={t('home.movement')}>{data ? <MovementChart months={data.months} /> : <Skeleton height={200} />}</Panel>
          </Stack>
        </div>
      </Stack>
    </>
  );
}

function Tiles({ data }: { data: Dashboard }) {
  const { t } = useTranslation();
  const format = useFormat();
  // Counted anew with every session that comes or goes; the rest of the dashboard follows more slowly.
  const online = useApi('/v1/sessions', { query: { online: true, limit: 1 } }).data?.total ?? data.online_now;
  const month = format.month(data.month);
  const share = data.billed_month_minor > 0 ? Math.round((data.collected_month_minor / data.billed_month_minor) * 100) : null;
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, xl: 5 }} spacing="sm" className="tiles">
      <Tile label={t('home.subscribers')} value={format.count(data.subscribers)} note={t('home.joined_left', { joined: format.count(data.subscribers_new_month), left: format.count(data.subscribers_left_month) })} href="/customers?status=active" />
      <Tile label={t('home.online')} value={format.count(online)} note={<>{t('home.of_services', { count: data.services_active, services: format.count(data.services_active) })}{data.services_suspended > 0 && <> · {t('home.suspended', { count: format.count(data.services_suspended) })}</>}</>} href="/sessions" live />
      <Tile label={t('home.billed', { month })} value={format.money(data.billed_month_minor, data.currency)} note={t('home.open', { amount: format.money(data.open_minor, data.currency) })} href="/invoices" />
      <Tile label={t('home.collected', { month })} value={format.money(data.collected_month_minor, data.currency)} note={share === null ? t('home.credit', { amount: format.money(data.credit_minor, data.currency) }) : t('home.of_billed', { percent: format.percent(share * 10_000) })} href="/payments" />
      <Tile label={t('home.overdue')} value={format.money(data.overdue_minor, data.currency)} tone={data.overdue_minor > 0 ? 'bad' : undefined} note={t('home.overdue_customers', { count: data.overdue_customers, customers: format.count(data.overdue_customers) })} href="/customers?overdue=1" />
    </SimpleGrid>
  );
}
