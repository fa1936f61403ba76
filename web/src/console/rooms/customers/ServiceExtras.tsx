// Beside the plan: add-ons, what was charged once, discounts; the ones that have passed are left out.
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Service } from '@/api/types';
import { add_days } from '@/ui/format/date';
import { useFormat } from '@/ui/locale';
import { useMay } from '../../app/session';
import { per_words } from '../plans/interval';
import { EndExtraDialog, type Extra } from './EndExtraDialog';

export function ServiceExtras({ service }: { service: Service }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const today = format.today();
  const items = service.items.filter(({ until, is_once, from, instalments }) => (until == null || until > today) && (!is_once || last_charge(from, instalments) >= add_days(today, -31)));
  const discounts = service.discounts.filter(({ until }) => until == null || until > today);
  const [ending, end] = useState<Extra | null>(null);
  const trial = service.trial_until != null && service.trial_until > today;
  if (items.length + discounts.length === 0 && !trial) return null;
  const money = (minor: number) => format.money(minor, service.currency);
  const button = (label: string, name: string, act: () => void) => may('customers.write') && <Button size="compact-xs" variant="subtle" color="gray" aria-label={`${label}: ${name}`} onClick={act}>{label}</Button>;
  return (
    <>
    <ul className="service-extras" aria-label={t('extras.beside')}>
      {trial && <li><span>{t('extras.trial', { date: format.date(service.trial_until!) })}</span></li>}
      {items.map((item) => (
        <li key={item.id}>
          <span><span className="strong">{item.quantity > 1 && `${item.quantity} × `}{item.name}</span> <span className="quiet">
            {item.is_once
              ? item.instalments > 1 ? t('extras.once_in', { amount: money(item.price_minor * item.quantity), count: item.instalments, date: format.date(item.from) }) : t('extras.once', { amount: money(item.price_minor * item.quantity), date: format.date(item.from) })
              : `${t('interval.price', { amount: money(item.price_minor * item.quantity), per: per_words(t, item) })}${item.from > today ? `, ${t('extras.from_day', { date: format.date(item.from) })}` : ''}${item.until ? `, ${t('extras.until_day', { date: format.date(add_days(item.until, -1)) })}` : ''}`}
          </span></span>
          {item.until == null && button(item.is_once ? t('extras.take_back') : t('extras.end'), item.name, () => end({ item }))}
        </li>
      ))}
      {discounts.map((given) => (
        <li key={`d${given.id}`}>
          <span><span className="strong good">{given.percent_ppm > 0 ? `−${format.percent(given.percent_ppm)}` : `−${money(given.amount_minor)}`}</span> {given.name} <span className="quiet">{given.until ? t('extras.until_day', { date: format.date(add_days(given.until, -1)) }) : t('extras.for_ever')}</span></span>
          {button(t('extras.end'), given.name, () => end({ discount: given }))}
        </li>
      ))}
    </ul>
    <EndExtraDialog service={service} extra={ending} close={() => end(null)} />
    </>
  );
}

/** The day of the last instalment, near enough to keep the line in sight until it has passed. */
function last_charge(from: string, instalments: number): string {
  return add_days(from, 31 * (instalments - 1));
}
