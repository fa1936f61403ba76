// Recording money that came in. The amount starts as what is open; what it will do is said before, what it did after.
import { Alert, Button, Group, Modal, SegmentedControl, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { mdiCheckCircleOutline } from '@mdi/js';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import type { Customer, NewPayment, Payment, Service } from '@/api/types';
import { AppLink } from '@/ui/AppLink';
import { is_date } from '@/ui/format/date';
import { minor_to_decimal, parse_money } from '@/ui/format/money';
import { FormDialog } from '@/ui/form/Dialog';
import { DateField, money_error, MoneyInput } from '@/ui/form/fields';
import { useRefusals } from '@/ui/form/useRefusals';
import { Icon } from '@/ui/Icon';
import { useFormat } from '@/ui/locale';

interface Props {
  opened: boolean;
  close: () => void;
  customer: Customer;
  services: Service[];
}

const methods = ['bank', 'cash', 'card', 'other'] as const;

export function PaymentDialog({ opened, close, customer, services }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { currency } = customer;
  const [recorded, set_recorded] = useState<Payment | null>(null);
  const form = useForm({
    initialValues: { amount: '', method: 'bank' as NewPayment['method'], received_on: '', reference: '', note: '' },
    validate: {
      amount: (value) => money_error(value, currency, format.locale, t, { positive: true }),
      received_on: (value) => (!is_date(value) ? t('field.required') : value > format.today() ? t('payment_form.future') : null),
    },
  });
  const save = useAction((body: NewPayment, headers) => client.POST('/v1/payments', { body, headers }), {
    refresh: ['/v1/customers', '/v1/services', '/v1/invoices', '/v1/payments', '/v1/dashboard', '/v1/ledger', '/v1/sessions'],
    done: (payment) => {
      close();
      set_recorded(payment);
    },
  });
  useEffect(() => {
    if (!opened) return;
    save.reset();
    form.clearErrors();
    form.setValues({ amount: customer.open_minor > 0 ? local_decimal(minor_to_decimal(customer.open_minor, currency), format.locale) : '', method: 'bank', received_on: format.today(), reference: '', note: '' });
  }, [opened]);
  const rest = useRefusals(form, save.error, { amount_minor: 'amount' });
  const parsed = parse_money(form.values.amount, currency, format.locale);
  const amount = 'minor' in parsed && parsed.minor > 0 ? parsed.minor : null;
  const left = amount === null ? 0 : customer.open_minor - amount;

  return (
    <>
      <FormDialog
        title={t('payment_form.title', { name: customer.name })} opened={opened} close={close} pending={save.isPending} error={save.error} rest={rest}
        submit_label={amount === null ? t('payment_form.submit_plain') : t('payment_form.submit', { amount: format.money(amount, currency) })}
        submit={form.onSubmit((values) => {
          const sum = parse_money(values.amount, currency, format.locale);
          if (!('minor' in sum)) return;
          save.mutate({ customer_id: customer.id, amount_minor: sum.minor, method: values.method, received_on: values.received_on, ...(values.reference.trim() && { reference: values.reference.trim() }), ...(values.note.trim() && { note: values.note.trim() }) });
        })}
      >
        <Text c="dimmed">{customer.open_minor > 0 ? t('payment_form.open_now', { amount: format.money(customer.open_minor, currency) }) : t('payment_form.nothing_open')}</Text>
        <div className="two-up">
          <MoneyInput label={t('payment_form.amount')} currency={currency} required data-autofocus {...form.getInputProps('amount')} />
          <DateField label={t('payment_form.received_on')} required max={format.today()} {...form.getInputProps('received_on')} />
        </div>
        <div aria-live="polite">
          {amount !== null && left < 0 && customer.open_minor > 0 && <Text size="sm">{t('payment_form.surplus', { amount: format.money(-left, currency) })}</Text>}
          {amount !== null && left > 0 && <Text size="sm">{t('payment_form.short', { amount: format.money(left, currency) })}</Text>}
        </div>
        <SegmentedControl aria-label={t('payment_form.method')} fullWidth value={form.values.method} onChange={(method) => form.setFieldValue('method', method as NewPayment['method'])} data={methods.map((value) => ({ value, label: t(`method.${value}`) }))} />
        <TextInput label={t('payment_form.reference')} description={t('payment_form.reference_hint')} autoComplete="off" {...form.getInputProps('reference')} />
        <Textarea label={t('payment_form.note')} {...form.getInputProps('note')} />
      </FormDialog>
      <Modal opened={recorded !== null} onClose={() => set_recorded(null)} title={t('payment_form.done_title')} closeButtonProps={{ 'aria-label': t('ui.close') }}>
        {recorded && <Outcome payment={recorded} customer={customer} services={services} close={() => set_recorded(null)} />}
      </Modal>
    </>
  );
}

/** "1234.50" as this locale writes the decimal point, for a field. */
export function local_decimal(text: string, locale: string): string {
  const point = new Intl.NumberFormat(locale).formatToParts(1.5).find(({ type }) => type === 'decimal')?.value ?? '.';
  return text.replace('.', point);
}

function Outcome({ payment, customer, services, close }: { payment: Payment; customer: Customer; services: Service[]; close: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const restored = payment.restored_services.map((id) => services.find((service) => service.id === id)?.username ?? t('payments.restored_service', { id }));
  return (
    <Stack gap="sm">
      <Text>{t('payment_form.done', { amount: format.money(payment.amount_minor, payment.currency), name: customer.name })}</Text>
      {restored.length > 0 && (
        <Alert className="access" data-tone="good" icon={<Icon path={mdiCheckCircleOutline} />}>{t('payment_form.restored', { count: restored.length, names: restored.join(', ') })}</Alert>
      )}
      {payment.allocations.length > 0 && (
        <table className="grid-table">
          <thead><tr><th scope="col">{t('payment_form.paid')}</th><th scope="col" className="num">{t('payments.amount')}</th></tr></thead>
          <tbody>{payment.allocations.map((part) => <tr key={part.invoice_id}><td><AppLink href={`/invoices/${part.invoice_id}`}>{part.invoice_number}</AppLink></td><td className="num">{format.money(part.amount_minor, payment.currency)}</td></tr>)}</tbody>
        </table>
      )}
      {payment.credited_minor > 0 && <Text>{t('payment_form.credited', { amount: format.money(payment.credited_minor, payment.currency) })}</Text>}
      <Group justify="flex-end"><Button onClick={close} data-autofocus>{t('payment_form.close')}</Button></Group>
    </Stack>
  );
}
