// What is paid of a prepaid service, what comes next, and whether the customer's credit covers it.
import { Button, Group, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import type { Prepaid, Service } from '@/api/types';
import { add_days, days_between } from '@/ui/format/date';
import { ask } from '@/ui/form/confirm';
import { useFormat } from '@/ui/locale';
import { failed, told } from '@/ui/notify';
import { Facts } from '@/ui/Panel';
import { Status } from '@/ui/Status';
import { message_of } from '@/ui/Trouble';
import { useMay } from '../../app/session';
import { service_refresh } from './service_refresh';

const refresh = [...service_refresh, '/v1/invoices'];

export function ServicePrepaid({ service, prepaid }: { service: Service; prepaid: Prepaid }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const { id, currency, username } = service;
  const show_error = (error: Error) => failed(message_of(error, t));
  const renew = useAction((auto_renew: boolean, headers) => client.PATCH('/v1/services/{id}/prepaid', { params: { path: { id } }, body: { auto_renew }, headers }), {
    refresh, failed: show_error, done: (now) => told(t(now.auto_renew ? 'prepaid.renews_now' : 'prepaid.renews_no_more', { username })),
  });
  const buy = useAction((_: null, headers) => client.POST('/v1/services/{id}/prepaid/periods', { params: { path: { id } }, headers }), {
    refresh, failed: show_error, done: (now) => told(t('prepaid.bought', { date: now.paid_until ? format.date(add_days(now.paid_until, -1)) : '' })),
  });
  const { paid_until, next_from, next_until, next_price_minor: price, balance_minor: balance } = prepaid;
  const money = (minor: number) => format.money(minor, currency);
  const is_paid = paid_until !== null && paid_until > format.today();
  const ask_buy = () => ask(t, { title: t('prepaid.buy_ask', { username }), body: t('prepaid.buy_body', { amount: money(price ?? 0), from: format.date(next_from ?? ''), until: format.date(next_until ? add_days(next_until, -1) : '') }), yes: t('prepaid.buy'), danger: false, act: () => buy.mutate(null) });
  return (
    <div className="prepaid" aria-label={t('prepaid.title')} role="group">
      <Facts items={[
        [t('prepaid.paid'), paid_until === null ? t('prepaid.nothing_yet') : t(is_paid ? 'prepaid.paid_until' : 'prepaid.was_paid_until', { date: format.date(add_days(paid_until, -1)), count: is_paid ? days_between(format.today(), paid_until) : 0 })],
        price !== null && next_from !== null && next_until !== null && [t('prepaid.next'), (
          <span key="next">{t('prepaid.next_costs', { amount: money(price), from: format.date(next_from), until: format.date(add_days(next_until, -1)) })}
            <span style={{ marginInlineStart: 8 }}><Status value={prepaid.covers_next ? 'paid' : 'overdue'}>{prepaid.covers_next ? t('prepaid.covered', { balance: money(balance) }) : t('prepaid.missing', { balance: money(balance), amount: money(price - balance) })}</Status></span>
          </span>
        )],
      ]} />
      {may('customers.write') && (
        <Group gap="md" mt={6}>
          <Switch size="sm" label={t('prepaid.auto_renew')} checked={prepaid.auto_renew} disabled={renew.isPending} onChange={(event) => renew.mutate(event.currentTarget.checked)} />
          {price !== null && prepaid.covers_next && <Button size="compact-sm" variant="default" loading={buy.isPending} onClick={ask_buy}>{t('prepaid.buy')}</Button>}
        </Group>
      )}
    </div>
  );
}
