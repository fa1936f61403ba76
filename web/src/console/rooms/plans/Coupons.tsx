// What takes something off a price when a customer names its code: how much, for how long, how often it was given.
import { Button } from '@mantine/core';
import { mdiTicketPercentOutline } from '@mdi/js';
import type { TFunction } from 'i18next';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import { get, useApi } from '@/api/query';
import type { Coupon } from '@/api/types';
import { ppm_to_text } from '@/ui/format/number';
import { minor_to_decimal } from '@/ui/format/money';
import { ask } from '@/ui/form/confirm';
import type { Column } from '@/ui/list/columns';
import { ResourceList } from '@/ui/list/ResourceList';
import { whole_list } from '@/ui/list/whole';
import { type Format, useFormat } from '@/ui/locale';
import { Nothing } from '@/ui/Nothing';
import { failed, told } from '@/ui/notify';
import { Status } from '@/ui/Status';
import { message_of } from '@/ui/Trouble';
import { When } from '@/ui/values';
import { useMay } from '../../app/session';
import { CouponDialog } from './CouponDialog';

export type CouponState = 'active' | 'used_up' | 'to_come' | 'over' | 'withdrawn';

/** What a sale today would say of it. */
export function coupon_state({ active, valid_from, valid_until, max_redemptions, redeemed }: Coupon, today: string): CouponState {
  if (!active) return 'withdrawn';
  if (valid_until != null && valid_until < today) return 'over';
  if (max_redemptions != null && redeemed >= max_redemptions) return 'used_up';
  return valid_from != null && today < valid_from ? 'to_come' : 'active';
}

/** "10%" or "€5.00". */
export function coupon_off(coupon: Coupon, format: Format): string {
  return coupon.percent_ppm > 0 ? format.percent(coupon.percent_ppm) : format.money(coupon.amount_minor, coupon.currency ?? undefined);
}

function given_words({ valid_from, valid_until }: Coupon, t: TFunction, format: Format): string {
  if (valid_from != null && valid_until != null) return t('coupons.between', { from: format.date(valid_from), until: format.date(valid_until) });
  if (valid_from != null) return t('coupons.from_day', { from: format.date(valid_from) });
  return valid_until != null ? t('coupons.until_day', { until: format.date(valid_until) }) : t('coupons.always');
}

export function Coupons({ create, making, made }: { create: ReactNode; making: boolean; made: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const plans = useApi('/v1/plans').data?.items;
  const save = useAction(({ id, active }: { id: number; active: boolean }, headers) => client.PATCH('/v1/coupons/{id}', { params: { path: { id } }, body: { active }, headers }), {
    refresh: ['/v1/coupons'], failed: (error: Error) => failed(message_of(error, t)),
    done: (saved) => told(t(saved.active ? 'coupons.given_again' : 'coupons.is_withdrawn', { code: saved.code })),
  });
  const today = format.today();
  const columns = useMemo<Column<Coupon>[]>(() => {
    const lasts = ({ periods, on_invoice }: Coupon) => (periods == null ? t('coupons.for_ever') : t(on_invoice ? 'coupons.for_invoices' : 'coupons.for_periods', { count: periods }));
    const plan = ({ plan_id, on_invoice }: Coupon) => (on_invoice ? t('coupons.the_invoice') : plan_id == null ? t('coupons.any_plan') : (plans?.find(({ id }) => id === plan_id)?.name ?? t('coupons.plan_number', { id: plan_id })));
    const state = (row: Coupon) => coupon_state(row, today);
    const uses = ({ redeemed, max_redemptions }: Coupon) => (max_redemptions == null ? t('coupons.times', { count: redeemed }) : t('coupons.times_of', { used: format.count(redeemed), limit: format.count(max_redemptions) }));
    return [
      { key: 'code', title: t('coupons.code'), card: 'title', render: (row) => <><span className="strong mono">{row.code}</span><div className="quiet small">{row.name}</div></>, csv: (row) => row.code, max_width: '22rem' },
      { key: 'off', title: t('coupons.off'), card: 'end', numeric: true, render: (row) => <span className="strong">{coupon_off(row, format)}</span>, csv: (row) => (row.percent_ppm > 0 ? `${ppm_to_text(row.percent_ppm)} %` : minor_to_decimal(row.amount_minor, row.currency ?? format.currency)) },
      { key: 'periods', title: t('coupons.for'), card: 'detail', render: (row) => lasts(row), csv: (row) => row.periods },
      { key: 'plan', title: t('coupons.on'), card: 'detail', render: (row) => <>{plan(row)}{row.on_add_ons && <div className="quiet small">{t('coupons.with_add_ons')}</div>}</>, csv: plan },
      { key: 'given', title: t('coupons.given'), card: 'detail', render: (row) => given_words(row, t, format), csv: (row) => `${row.valid_from ?? ''}/${row.valid_until ?? ''}` },
      { key: 'used', title: t('coupons.used'), card: 'detail', numeric: true, render: (row) => <>{uses(row)}</>, csv: (row) => row.redeemed },
      { key: 'status', title: t('plans.status'), card: 'end2', render: (row) => <Status value={state(row) === 'to_come' ? 'pending' : state(row)}>{t(`coupon_state.${state(row)}`)}</Status>, csv: state },
      { key: 'created', title: t('coupons.created'), extra: true, render: (row) => <When at={row.created_at} />, csv: (row) => row.created_at },
    ];
  }, [t, format, plans, today]);
  const withdraw = (row: Coupon) => ask(t, { title: t('coupons.withdraw_ask', { code: row.code }), body: t('coupons.withdraw_body'), yes: t('coupons.withdraw'), act: () => save.mutate({ id: row.id, active: false }) });
  return (
    <>
      <ResourceList
        name="coupons" label={t('coupons.title')} path="/v1/coupons" filter={{}} columns={columns} load={async ({ q }) => whole_list((await get('/v1/coupons')).items, q, (row) => `${row.code} ${row.name}`)} row_key={(row) => row.id} search_label={t('coupons.search')}
        row_actions={may('catalog.write') ? (row) => (
          row.active
            ? <Button size="compact-sm" variant="default" aria-label={`${t('coupons.withdraw')}: ${row.code}`} onClick={() => withdraw(row)}>{t('coupons.withdraw')}</Button>
            : <Button size="compact-sm" variant="default" aria-label={`${t('coupons.give_again')}: ${row.code}`} onClick={() => save.mutate({ id: row.id, active: true })}>{t('coupons.give_again')}</Button>
        ) : undefined}
        empty={<Nothing icon={mdiTicketPercentOutline} title={t('coupons.none')} action={create}>{t('coupons.none_hint')}</Nothing>}
      />
      <CouponDialog opened={making} close={made} />
    </>
  );
}
