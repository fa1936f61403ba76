import { Button, Text } from '@mantine/core';
import { mdiCalendarLockOutline } from '@mdi/js';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import { useApi } from '@/api/query';
import type { LedgerMonth } from '@/api/types';
import { AppLink } from '@/ui/AppLink';
import { ask } from '@/ui/form/confirm';
import { LoadingRows } from '@/ui/list/ResourceList';
import { useListSearch } from '@/ui/list/state';
import { useFormat } from '@/ui/locale';
import { Nothing } from '@/ui/Nothing';
import { failed, told } from '@/ui/notify';
import { Status } from '@/ui/Status';
import { message_of, Trouble } from '@/ui/Trouble';
import { Dash, When } from '@/ui/values';
import { EntityFilter, useLegalEntities } from '../../app/entities';
import { useMay } from '../../app/session';

/** The months that closing `month` closes: itself and every open one before it, oldest first. */
export function closed_with(months: LedgerMonth[], month: string): LedgerMonth[] {
  return months.filter((one) => one.can_close && one.month <= month).toReversed();
}

export function Months() {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const [search, set_search] = useListSearch();
  const { legal_entity } = search;
  const { entities } = useLegalEntities();
  const name_of = (id: number) => entities.find((one) => one.id === id)?.name ?? String(id);
  const of = legal_entity ? Number(legal_entity) : undefined;
  const answer = useApi('/v1/ledger/months', { query: of ? { legal_entity: of } : {} });
  const close = useAction((month: string, headers) => (of ? client.POST('/v1/legal-entities/{id}/months/{month}/close', { params: { path: { id: of, month } }, headers }) : client.POST('/v1/ledger/months/{month}/close', { params: { path: { month } }, headers })), {
    refresh: ['/v1/ledger', '/v1/reports'],
    done: () => told(t('months.closed_told')),
    failed: (error) => failed(message_of(error, t), t('months.failed')),
  });
  if (answer.isError && !answer.data) return <Trouble error={answer.error} retry={() => void answer.refetch()} />;
  if (!answer.data) return <LoadingRows />;
  const months = answer.data;
  if (months.length === 0) return <Nothing icon={mdiCalendarLockOutline} title={t('ledger.no_entries')}>{t('ledger.none_hint')}</Nothing>;
  const confirm = (month: LedgerMonth) => {
    const all = closed_with(months, month.month);
    const waiting = all.reduce((most, one) => Math.max(most, one.customers_to_bill), 0);
    ask(t, {
      title: of ? t('months.ask_of', { month: format.month(month.month), entity: name_of(of) }) : t('months.ask', { month: format.month(month.month) }),
      yes: t('months.close'),
      body: (
        <>
          {all.length > 1 && <Text mb="sm">{t('months.ask_several', { count: all.length, first: format.month(all[0]!.month), last: format.month(month.month) })}</Text>}
          {waiting > 0 && <Text mb="sm" className="warn">{t('months.ask_waiting', { count: waiting })}</Text>}
          <Text>{t('months.ask_hint')}</Text>
          {entities.length > 1 && <Text mt="sm">{of ? t('months.ask_alone', { entity: name_of(of) }) : t('months.ask_all')}</Text>}
        </>
      ),
      act: () => close.mutate(month.month),
    });
  };
  return (
    <section className="panel" aria-label={t('ledger.months')} style={{ maxInlineSize: 960 }}>
      <div className="panel-body">
        <p className="quiet" style={{ margin: 0 }}>{t('months.hint')}</p>
        <EntityFilter mt="sm" value={legal_entity} onChange={(id) => set_search({ legal_entity: id })} />
      </div>
      <div className="table-scroll">
        <table className="grid-table">
          <thead><tr><th scope="col">{t('months.month')}</th><th scope="col">{t('months.state')}</th><th scope="col" className="num wide-only">{t('months.entries')}</th><th scope="col" className="wide-only">{t('months.closed_by')}</th><th scope="col"><span className="visually-hidden">{t('months.close')}</span></th></tr></thead>
          <tbody>
            {months.map((month) => (
              <tr key={month.month}>
                <td className="nowrap"><AppLink href={`/reports/trial_balance?from=${month.month}-01&to=${last_day(month.month)}${of ? `&legal_entity=${of}` : ''}`}>{format.month(month.month)}</AppLink></td>
                <td>
                  <Status value={month.is_closed ? 'done' : 'open'}>{t(month.is_closed ? 'months.closed' : 'months.open')}</Status>
                  {month.closed_for.length > 0 && <div className="quiet small">{t('months.closed_for', { names: month.closed_for.map(name_of).join(', ') })}</div>}
                  {month.customers_to_bill > 0 && <div className="warn small">{t('months.waiting', { count: month.customers_to_bill })}</div>}
                </td>
                <td className="num wide-only">{format.count(month.entries)}</td>
                <td className="wide-only">{month.closed_by ? <>{month.closed_by} · <When at={month.closed_at} full />{month.chain_hash && <div className="quiet small mono" title={month.chain_hash}>{t('months.seal', { hash: month.chain_hash.slice(0, 12) })}</div>}</> : <Dash />}</td>
                <td style={{ textAlign: 'end' }}>{month.can_close && may('settings.books') && <Button size="compact-sm" variant="default" loading={close.isPending && close.variables === month.month} onClick={() => confirm(month)} aria-label={`${t('months.close')}: ${format.month(month.month)}`}>{t('months.close')}</Button>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

export function last_day(month: string): string {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return `${month}-${String(new Date(Date.UTC(year, number, 0)).getUTCDate()).padStart(2, '0')}`;
}
