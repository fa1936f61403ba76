// The end of an add-on or a discount, or a charge taken back: from which day, and what it does to the bills, before it is confirmed.
import { Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import type { Service, ServiceDiscount, ServiceItem } from '@/api/types';
import { is_date } from '@/ui/format/date';
import { FormDialog } from '@/ui/form/Dialog';
import { DateField } from '@/ui/form/fields';
import { useRefusals } from '@/ui/form/useRefusals';
import { useFormat } from '@/ui/locale';
import { told } from '@/ui/notify';
import { useChange } from '../calculator/quote';
import { QuoteChange } from '../calculator/QuoteChange';
import { service_refresh } from './service_refresh';
import { useServiceInterval } from './useServiceInterval';

export type Extra = { item: ServiceItem } | { discount: ServiceDiscount };

export function EndExtraDialog({ service, extra, close }: { service: Service; extra: Extra | null; close: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const opened = extra !== null;
  // What the dialog is about stays while it fades out.
  const [shown, set_shown] = useState<Extra | null>(null);
  const interval = useServiceInterval(service, opened);
  const form = useForm({ initialValues: { on: '' }, validate: { on: (value) => (is_date(value) ? null : t('field.required')) } });
  const save = useAction(
    (body: { on: string }, headers) =>
      shown && 'discount' in shown
        ? client.POST('/v1/services/{id}/discounts/{discount_id}/end', { params: { path: { id: service.id, discount_id: shown.discount.id } }, body, headers })
        : client.POST('/v1/services/{id}/items/{item_id}/end', { params: { path: { id: service.id, item_id: shown?.item.id ?? 0 } }, body, headers }),
    {
      refresh: service_refresh,
      done: () => {
        told(t(shown && 'discount' in shown ? 'extras.discount_ended' : 'extras.item_ended'));
        close();
      },
    },
  );
  const back = shown !== null && 'item' in shown && shown.item.is_once; // a charge has no days: it is taken back
  useEffect(() => {
    if (!extra) return;
    set_shown(extra);
    save.reset();
    form.clearErrors();
    const begins = 'item' in extra ? extra.item.from : extra.discount.from;
    form.setValues({ on: 'item' in extra && extra.item.is_once ? begins : begins > format.today() ? begins : format.today() });
  }, [extra]);
  const rest = useRefusals(form, save.error);
  const { on } = form.values;
  const event = !opened || !shown || !is_date(on) ? null
    : 'item' in shown ? { kind: 'end_item' as const, on, item_id: shown.item.id } : { kind: 'end_discount' as const, on, discount_id: shown.discount.id };
  const change = useChange(service.id, event && [event], format.today(), interval ?? 1);
  if (!shown) return null;
  const name = 'item' in shown ? shown.item.name : shown.discount.name;
  return (
    <FormDialog
      title={t(back ? 'extras.take_back_ask' : 'extras.end_ask', { name })} opened={opened} close={close} submit_label={t(back ? 'extras.take_back' : 'extras.end')} danger pending={save.isPending} disabled={change.pending} error={save.error} rest={rest}
      submit={form.onSubmit((values) => save.mutate(values))}
    >
      <Text>{t(back ? 'extras.take_back_body' : 'item' in shown ? 'extras.end_body' : 'extras.end_discount_body')}</Text>
      {!back && <DateField label={t('item' in shown ? 'extras.first_without' : 'extras.first_full')} required data-autofocus {...form.getInputProps('on')} />}
      <QuoteChange change={change} service_id={service.id} />
    </FormDialog>
  );
}
