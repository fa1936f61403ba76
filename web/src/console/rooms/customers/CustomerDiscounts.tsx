// On a customer's page: what is taken off their invoices as a whole; given and ended here.
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '@/api/query';
import type { Customer, CustomerDiscount, Service } from '@/api/types';
import { add_days } from '@/ui/format/date';
import { type Format, useFormat } from '@/ui/locale';
import { Panel } from '@/ui/Panel';
import { useMay } from '../../app/session';
import { EndInvoiceDiscountDialog, InvoiceDiscountDialog } from './invoice_discount_dialogs';

/** "off 3 invoices, 1 used, until 28 Feb". */
function how_long({ invoices, used, from, until }: CustomerDiscount, today: string, t: TFunction, format: Format): string {
  const on = invoices == null ? t('invoice_discount.for_ever') : invoices === 1 ? t('invoice_discount.once') : t('invoice_discount.of_several', { total: invoices, used });
  const begins = from > today ? `, ${t('invoice_discount.from_day', { date: format.date(from) })}` : '';
  const ends = until == null ? '' : `, ${t('invoice_discount.until_day', { date: format.date(add_days(until, -1)) })}`;
  return on + begins + ends;
}

export function CustomerDiscounts({ customer, services }: { customer: Customer; services: Service[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const [giving, give] = useDisclosure(false);
  const [ending, end] = useState<CustomerDiscount | null>(null);
  const [past_shown, show_past] = useState(false);
  const given = useApi('/v1/customers/{id}/discounts', { path: { id: customer.id } }).data;
  if (!given) return null;
  const writes = may('customers.write');
  const past = given.items.filter(({ is_over }) => is_over);
  const shown = past_shown ? given.items : given.items.filter(({ is_over }) => !is_over);
  const money = (minor: number) => format.money(minor, given.currency);
  return (
    <Panel title={t('invoice_discount.panel')} actions={writes && <Button variant="default" size="compact-sm" onClick={give.open}>{t('invoice_discount.give')}</Button>}>
      {shown.length === 0 ? <p className="quiet small">{t('invoice_discount.none')}</p> : (
        <ul className="service-extras" aria-label={t('invoice_discount.panel')}>
          {shown.map((one) => (
            <li key={one.id}>
              <span>
                <span className={one.is_over ? 'quiet' : 'strong good'}>{one.percent_ppm > 0 ? `−${format.percent(one.percent_ppm)}` : `−${money(one.amount_minor)}`}</span> {one.name}{' '}
                <span className="quiet">{how_long(one, format.today(), t, format)}{one.taken_off_minor > 0 && ` · ${t('invoice_discount.taken', { amount: money(one.taken_off_minor) })}`}</span>
              </span>
              {writes && !one.is_over && one.until == null && <Button size="compact-xs" variant="subtle" color="gray" aria-label={`${t('invoice_discount.end')}: ${one.name}`} onClick={() => end(one)}>{t('invoice_discount.end')}</Button>}
            </li>
          ))}
        </ul>
      )}
      {past.length > 0 && <button type="button" className="link-button" aria-expanded={past_shown} onClick={() => show_past(!past_shown)}>{t('invoice_discount.show_past', { count: past.length })}</button>}
      <InvoiceDiscountDialog customer={customer} services={services} opened={giving} close={give.close} />
      <EndInvoiceDiscountDialog customer={customer} services={services} discount={ending} close={() => end(null)} />
    </Panel>
  );
}
