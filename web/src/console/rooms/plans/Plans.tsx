import { ActionIcon, Badge, Button, Group, Tabs, Tooltip } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { mdiCalculatorVariantOutline, mdiPencilOutline, mdiPlus, mdiSpeedometer, mdiTrendingUp } from '@mdi/js';
import { Link, useLocation } from '@tanstack/react-router';
import { useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { get, useApi } from '@/api/query';
import type { Plan } from '@/api/types';
import { useGo } from '@/ui/AppLink';
import { minor_to_decimal } from '@/ui/format/money';
import { Icon } from '@/ui/Icon';
import type { Column } from '@/ui/list/columns';
import { ResourceList } from '@/ui/list/ResourceList';
import { whole_list } from '@/ui/list/whole';
import { useFormat } from '@/ui/locale';
import { Nothing } from '@/ui/Nothing';
import { PageHead } from '@/ui/PageHead';
import { Status } from '@/ui/Status';
import { Money, OnDate, Speed } from '@/ui/values';
import { useMay } from '../../app/session';
import { word } from '../../app/words';
import { Coupons } from './Coupons';
import { interval_words, per_words } from './interval';
import { PlanDialog } from './PlanDialog';

/** What is sold, and what takes something off its price. */
export function Plans() {
  const { t } = useTranslation();
  const go = useGo();
  const may = useMay();
  const [making, set_making] = useState(false);
  const tab = useLocation().pathname === '/plans/coupons' ? 'coupons' : 'plans';
  const create = may('catalog.write') && <Button leftSection={<Icon path={mdiPlus} />} onClick={() => set_making(true)}>{t(`${tab}.new`)}</Button>;
  const shared = { create, making, made: () => set_making(false) };
  return (
    <>
      <PageHead title={t(`${tab}.title`)} actions={create} />
      <Tabs value={tab} onChange={(next) => go(next === 'coupons' ? '/plans/coupons' : '/plans')} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="plans">{t('plans.title')}</Tabs.Tab>
          <Tabs.Tab value="coupons">{t('coupons.title')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="plans"><PlanList {...shared} /></Tabs.Panel>
        <Tabs.Panel value="coupons"><Coupons {...shared} /></Tabs.Panel>
      </Tabs>
    </>
  );
}

function PlanList({ create, making, made }: { create: ReactNode; making: boolean; made: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const [open, set_open] = useState<Plan | null>(null);
  const kinds = useApi('/v1/plan-kinds').data?.items;
  const labels = useMemo(() => new Map(kinds?.flatMap(({ attributes }) => attributes.map(({ name, label }) => [name, label] as const))), [kinds]);
  const columns = useMemo<Column<Plan>[]>(
    () => [
      { key: 'name', title: t('plans.name'), card: 'title', csv: (row) => row.name, render: (row) => <div style={{ minInlineSize: '7.5rem' }}><span className="strong">{row.name}</span>{(row.bundle ?? []).length > 0 && <div className="quiet small"><Badge size="xs" variant="light" mr={6}>{t('bundle.mark')}</Badge>{t('bundle.of', { parts: row.bundle.map(({ name }) => name).join(', ') })}</div>}{row.description && <div className="quiet small">{row.description}</div>}</div>, max_width: '24rem' },
      { key: 'code', title: t('plans.code'), render: (row) => <span className="mono">{row.code}</span>, csv: (row) => row.code },
      { key: 'kind', title: t('plans.kind'), card: 'detail', render: (row) => <KindWords plan={row} labels={labels} />, csv: (row) => row.kind, max_width: '17rem' },
      { key: 'speed', title: t('plans.speed'), extra: true, render: (row) => (row.kind === 'internet' ? <Speed down={row.down_kbit} up={row.up_kbit} /> : null), csv: (row) => `${row.down_kbit ?? ''}/${row.up_kbit ?? ''}` },
      { key: 'tax', title: t('plans.tax'), render: (row) => (row.bundle ?? []).length > 0 ? t('bundle.taxes') : row.tax_name ?? (row.tax_category ? t('plans.by_place', { what: row.tax_category }) : t('plans.no_tax')), csv: (row) => row.tax_name ?? row.tax_category },
      { key: 'version', title: t('plans.version'), numeric: true, extra: true, render: (row) => row.version, csv: (row) => row.version },
      { key: 'valid_from', title: t('plans.valid_from'), extra: true, render: (row) => <OnDate date={row.valid_from} />, csv: (row) => row.valid_from },
      { key: 'status', title: t('plans.status'), card: 'end2', render: (row) => <Status value={row.active ? 'active' : 'withdrawn'}>{row.active ? t('plans.on_sale') : t('plans.withdrawn')}</Status>, csv: (row) => row.active },
      { key: 'services', title: t('plans.services'), numeric: true, render: (row) => format.count(row.services_active), csv: (row) => row.services_active },
      { key: 'interval', title: t('plans.interval'), extra: true, render: (row) => row.is_once ? t('interval.once') : `${interval_words(t, row)}${row.in_arrears ? `, ${t('interval.in_arrears')}` : row.is_prepaid ? `, ${t('interval.prepaid')}` : ''}`, csv: (row) => (row.is_once ? '' : row.interval_days ? `${row.interval_days} d` : `${row.interval_months} m`) },
      { key: 'price', title: t('plans.price'), numeric: true, card: 'end', render: (row) => <PriceWords plan={row} />, csv: (row) => minor_to_decimal(row.price_minor, row.currency) },
    ],
    [t, format, labels],
  );
  return (
    <>
      <ResourceList
        name="plans" label={t('plans.title')} path="/v1/plans" filter={{}} columns={columns} load={async ({ q }) => whole_list((await get('/v1/plans')).items, q, (row) => `${row.name} ${row.code} ${row.description} ${(row.bundle ?? []).map(({ name }) => name).join(' ')}`)} row_key={(row) => row.id} search_label={t('plans.search')}
        row_actions={(row) => (
          <Group gap={6} justify="flex-end" wrap="nowrap">
            {!row.is_once && <RowLink to={`/plans/${row.id}/price-changes`} icon={mdiTrendingUp} label={t('price_change.button')} plan={row} />}
            {may('billing.read') && !row.is_once && <RowLink to="/calculator" search={{ plan: String(row.id) }} icon={mdiCalculatorVariantOutline} label={t('plans.calculate')} plan={row} />}
            {may('catalog.write') && <Button size="compact-sm" variant="default" leftSection={<Icon path={mdiPencilOutline} size={14} />} onClick={() => set_open(row)} aria-label={`${t('plans.edit')}: ${row.name}`}>{t('plans.edit')}</Button>}
          </Group>
        )}
        empty={<Nothing icon={mdiSpeedometer} title={t('plans.none')} action={create}>{t('plans.none_hint')}</Nothing>}
      />
      <PlanDialog open={making ? 'new' : open} close={() => (making ? made() : set_open(null))} />
    </>
  );
}

/** The kind, and below it what a plan of this kind is told by: the speeds, and the details it declares. */
function KindWords({ plan, labels }: { plan: Plan; labels: Map<string, string> }) {
  const { t } = useTranslation();
  const label = (name: string) => labels.get(name) ?? name.replaceAll('_', ' ');
  const details = plan.attributes.map(({ name, value }) => (value === 'true' ? label(name) : `${label(name)}: ${value}`)).join(', ');
  return <>{word(t, 'plan_kind', plan.kind)}{plan.kind === 'internet' && <div className="quiet small"><Speed down={plan.down_kbit} up={plan.up_kbit} /></div>}{details && <div className="quiet small">{details}</div>}</>;
}

function PriceWords({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <Money minor={plan.price_minor} currency={plan.currency} /><div className="quiet small nowrap">{plan.is_once ? t('interval.once') : `${per_words(t, plan)}${plan.in_arrears ? `, ${t('interval.in_arrears')}` : plan.is_prepaid ? `, ${t('interval.prepaid')}` : ''}`}</div>
      {plan.next_price_minor != null && plan.next_from != null && <div className="small" style={{ maxInlineSize: '7rem', marginInlineStart: 'auto', whiteSpace: 'normal' }}>{t('price_change.next', { price: format.money(plan.next_price_minor, plan.currency), date: format.date(plan.next_from) })}</div>}
    </>
  );
}

/** An address in a row: its picture, and on a phone, where nothing hovers, its word. */
function RowLink({ to, search, icon, label, plan }: { to: string; search?: Record<string, string>; icon: string; label: string; plan: Plan }) {
  const narrow = useMediaQuery('(max-width: 47.99em)', undefined, { getInitialValueInEffect: false });
  const shared = { 'aria-label': `${label}: ${plan.name}`, renderRoot: (props: Record<string, unknown>) => <Link to={to as never} search={search as never} {...props} /> };
  if (narrow) return <Button size="compact-sm" variant="default" leftSection={<Icon path={icon} size={14} />} {...shared}>{label}</Button>;
  return <Tooltip label={label}><ActionIcon variant="default" size={26} {...shared}><Icon path={icon} size={15} /></ActionIcon></Tooltip>;
}
