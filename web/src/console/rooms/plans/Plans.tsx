import { ActionIcon, Button, Group, Tooltip } from '@mantine/core';
import { mdiCalculatorVariantOutline, mdiPencilOutline, mdiPlus, mdiSpeedometer, mdiTrendingUp } from '@mdi/js';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { get } from '@/api/query';
import type { Plan } from '@/api/types';
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
import { interval_words } from './interval';
import { PlanDialog } from './PlanDialog';

export function Plans() {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const [open, set_open] = useState<Plan | 'new' | null>(null);
  const create = may('catalog.write') && <Button leftSection={<Icon path={mdiPlus} />} onClick={() => set_open('new')}>{t('plans.new')}</Button>;
  const columns = useMemo<Column<Plan>[]>(
    () => [
      { key: 'name', title: t('plans.name'), card: 'title', csv: (row) => row.name, render: (row) => <><span className="strong">{row.name}</span>{row.description && <div className="quiet small">{row.description}</div>}</>, max_width: '26rem' },
      { key: 'code', title: t('plans.code'), render: (row) => <span className="mono">{row.code}</span>, csv: (row) => row.code },
      { key: 'kind', title: t('plans.kind'), card: 'detail', render: (row) => <KindWords plan={row} />, csv: (row) => row.kind },
      { key: 'speed', title: t('plans.speed'), card: 'detail', render: (row) => (row.kind === 'internet' ? <Speed down={row.down_kbit} up={row.up_kbit} /> : null), csv: (row) => `${row.down_kbit ?? ''}/${row.up_kbit ?? ''}` },
      { key: 'tax', title: t('plans.tax'), render: (row) => row.tax_name ?? (row.tax_category ? t('plans.by_place', { what: row.tax_category }) : t('plans.no_tax')), csv: (row) => row.tax_name ?? row.tax_category },
      { key: 'version', title: t('plans.version'), numeric: true, render: (row) => row.version, csv: (row) => row.version },
      { key: 'valid_from', title: t('plans.valid_from'), extra: true, render: (row) => <OnDate date={row.valid_from} />, csv: (row) => row.valid_from },
      { key: 'status', title: t('plans.status'), card: 'end2', render: (row) => <Status value={row.active ? 'active' : 'withdrawn'}>{row.active ? t('plans.on_sale') : t('plans.withdrawn')}</Status>, csv: (row) => row.active },
      { key: 'services', title: t('plans.services'), numeric: true, render: (row) => format.count(row.services_active), csv: (row) => row.services_active },
      { key: 'interval', title: t('plans.interval'), card: 'detail', render: (row) => row.is_once ? t('interval.once') : `${interval_words(t, row)}${row.in_arrears ? `, ${t('interval.in_arrears')}` : ''}`, csv: (row) => (row.is_once ? '' : row.interval_days ? `${row.interval_days} d` : `${row.interval_months} m`) },
      { key: 'price', title: t('plans.price'), numeric: true, card: 'end', render: (row) => <><Money minor={row.price_minor} currency={row.currency} />{row.next_price_minor != null && row.next_from != null && <div className="quiet small">{t('price_change.next', { price: format.money(row.next_price_minor, row.currency), date: format.date(row.next_from) })}</div>}</>, csv: (row) => minor_to_decimal(row.price_minor, row.currency) },
    ],
    [t, format],
  );
  return (
    <>
      <PageHead title={t('plans.title')} actions={create} />
      <ResourceList
        name="plans" label={t('plans.title')} path="/v1/plans" filter={{}} columns={columns} load={async ({ q }) => whole_list((await get('/v1/plans')).items, q, (row) => `${row.name} ${row.code} ${row.description}`)} row_key={(row) => row.id} search_label={t('plans.search')}
        row_actions={(row) => (
          <Group gap={6} wrap="nowrap" justify="flex-end">
            <PriceChangesLink plan={row} />
            {may('billing.read') && <CalculateLink plan={row} />}
            {may('catalog.write') && <Button size="compact-sm" variant="default" leftSection={<Icon path={mdiPencilOutline} size={14} />} onClick={() => set_open(row)} aria-label={`${t('plans.edit')}: ${row.name}`}>{t('plans.edit')}</Button>}
          </Group>
        )}
        empty={<Nothing icon={mdiSpeedometer} title={t('plans.none')} action={create}>{t('plans.none_hint')}</Nothing>}
      />
      <PlanDialog open={open} close={() => set_open(null)} />
    </>
  );
}

function KindWords({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  const details = plan.attributes.map(({ name, value }) => (value === 'true' ? name.replaceAll('_', ' ') : `${name.replaceAll('_', ' ')} ${value}`)).join(', ');
  return <>{word(t, 'plan_kind', plan.kind)}{details && <div className="quiet small">{details}</div>}</>;
}

function PriceChangesLink({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  return (
    <Tooltip label={t('price_change.button')}>
      <ActionIcon
        variant="default" size={26} aria-label={`${t('price_change.button')}: ${plan.name}`}
        renderRoot={(props) => <Link to={`/plans/${plan.id}/price-changes` as never} {...props} />}
      ><Icon path={mdiTrendingUp} size={15} /></ActionIcon>
    </Tooltip>
  );
}

function CalculateLink({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  return (
    <Tooltip label={t('plans.calculate')}>
      <ActionIcon
        variant="default" size={26} aria-label={`${t('plans.calculate')}: ${plan.name}`}
        renderRoot={(props) => <Link to="/calculator" search={{ plan: String(plan.id) } as never} {...props} />}
      ><Icon path={mdiCalculatorVariantOutline} size={15} /></ActionIcon>
    </Tooltip>
  );
}
