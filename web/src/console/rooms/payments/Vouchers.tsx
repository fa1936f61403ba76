// Batches of vouchers: made, exported once, sold, voided; and one batch with its vouchers, each by its last four letters.
import { Alert, Button, Group, Menu, ActionIcon, Modal, NumberInput, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { mdiDotsHorizontal, mdiDownload, mdiPrinterOutline, mdiTicketConfirmationOutline } from '@mdi/js';
import { useParams } from '@tanstack/react-router';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import { get, useApi } from '@/api/query';
import type { NewVoucherBatch, Voucher, VoucherBatch, VoucherSale } from '@/api/types';
import { AppLink } from '@/ui/AppLink';
import { download, to_csv } from '@/ui/format/csv';
import { add_days, is_date } from '@/ui/format/date';
import { minor_to_decimal, parse_money } from '@/ui/format/money';
import { FormDialog } from '@/ui/form/Dialog';
import { ask } from '@/ui/form/confirm';
import { DateField, money_error, MoneyInput } from '@/ui/form/fields';
import { useRefusals } from '@/ui/form/useRefusals';
import { Icon } from '@/ui/Icon';
import type { Column } from '@/ui/list/columns';
import { LoadingRows, ResourceList } from '@/ui/list/ResourceList';
import { whole_list } from '@/ui/list/whole';
import { useFormat } from '@/ui/locale';
import { Nothing } from '@/ui/Nothing';
import { failed, told } from '@/ui/notify';
import { PageHead } from '@/ui/PageHead';
import { Facts, Panel } from '@/ui/Panel';
import { Status } from '@/ui/Status';
import { message_of, Trouble } from '@/ui/Trouble';
import { Dash, Money, OnDate, When } from '@/ui/values';
import { EntitySelect } from '../../app/entities';
import { useMay } from '../../app/session';
import { word } from '../../app/words';
import { local_decimal } from './PaymentDialog';
import { print_vouchers } from './print_vouchers';

const refresh = ['/v1/voucher-batches', '/v1/ledger'];
const methods = ['bank', 'cash', 'card', 'other'] as const;
const tones: Record<string, string> = { made: 'pending', sold: 'active', voided: 'withdrawn', unused: 'active', redeemed: 'paid', expired: 'over' };

/** The label and the look of a state of a batch or a voucher. */
function State({ value }: { value: string }) {
  const { t } = useTranslation();
  return <Status value={tones[value] ?? value}>{word(t, 'voucher_state', value)}</Status>;
}

export function VoucherBatches({ create, making, made }: { create: ReactNode; making: boolean; made: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const columns = useMemo<Column<VoucherBatch>[]>(() => [
    { key: 'name', title: t('vouchers.name'), card: 'title', render: (row) => <span className="strong">{row.name}</span>, csv: (row) => row.name, max_width: '20rem' },
    { key: 'value', title: t('vouchers.value'), card: 'end', numeric: true, render: (row) => <>{format.count(row.count)} × <Money minor={row.value_minor} currency={row.currency} /></>, csv: (row) => minor_to_decimal(row.value_minor, row.currency) },
    { key: 'redeemed', title: t('vouchers.redeemed_count'), card: 'detail', numeric: true, render: (row) => t('vouchers.redeemed_of', { count: row.redeemed, all: format.count(row.count) }), csv: (row) => row.redeemed },
    { key: 'expires', title: t('vouchers.expires_on'), card: 'detail', render: (row) => <OnDate date={row.expires_on} />, csv: (row) => row.expires_on },
    { key: 'sold', title: t('vouchers.sold'), card: 'detail', render: (row) => (row.sold_on ? <><OnDate date={row.sold_on} />, <Money minor={row.sold_minor} currency={row.currency} /></> : <Dash />), csv: (row) => row.sold_on },
    { key: 'exported', title: t('vouchers.exported'), extra: true, render: (row) => (row.exported_at ? <When at={row.exported_at} /> : <Dash />), csv: (row) => row.exported_at },
    { key: 'state', title: t('plans.status'), card: 'end2', render: (row) => <State value={row.state} />, csv: (row) => row.state },
  ], [t, format]);
  return (
    <>
      <ResourceList
        name="vouchers" label={t('vouchers.title')} path="/v1/voucher-batches" filter={{}} columns={columns} load={async ({ q }) => whole_list((await get('/v1/voucher-batches')).items, q, (row) => row.name)} row_key={(row) => row.id} row_href={(row) => `/payments/vouchers/${row.id}`} search_label={t('vouchers.search')}
        row_actions={may('payments.write') ? (row) => <BatchMenu batch={row} /> : undefined}
        empty={<Nothing icon={mdiTicketConfirmationOutline} title={t('vouchers.none')} action={create}>{t('vouchers.none_hint')}</Nothing>}
      />
      <NewBatchDialog opened={making} close={made} />
    </>
  );
}

function BatchMenu({ batch }: { batch: VoucherBatch }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { id, name, value_minor, currency, expires_on } = batch;
  const [selling, set_selling] = useState(false);
  const [codes, set_codes] = useState<string[] | null>(null);
  const show_error = (error: Error) => failed(message_of(error, t));
  const take = useAction((_: null, headers) => client.POST('/v1/voucher-batches/{id}/export', { params: { path: { id } }, headers }), { refresh, failed: show_error, done: ({ items }) => set_codes(items.map(({ code }) => code)) });
  const void_all = useAction((_: null, headers) => client.POST('/v1/voucher-batches/{id}/void', { params: { path: { id } }, headers }), { refresh, failed: show_error, done: ({ voided }) => told(t('vouchers.voided', { count: voided })) });
  const ask_codes = () => ask(t, { title: t('vouchers.export_ask', { name }), body: t('vouchers.export_body'), yes: t('vouchers.export'), danger: false, act: () => take.mutate(null) });
  const ask_void = () => ask(t, { title: t('vouchers.void_ask', { name }), body: t('vouchers.void_body', { count: batch.unused }), yes: t('vouchers.void'), act: () => void_all.mutate(null) });
  if (batch.state === 'voided' && codes === null) return null;
  const worth = format.money(value_minor, currency), until = format.date(expires_on);
  return (
    <>
      <Menu width={200}>
        <Menu.Target><ActionIcon size="lg" variant="default" aria-label={t('vouchers.manage', { name })}><Icon path={mdiDotsHorizontal} /></ActionIcon></Menu.Target>
        <Menu.Dropdown>
          {batch.exported_at === null && <Menu.Item onClick={ask_codes}>{t('vouchers.export')}…</Menu.Item>}
          {batch.state === 'made' && <Menu.Item onClick={() => set_selling(true)}>{t('vouchers.sell')}…</Menu.Item>}
          <Menu.Item className="bad" onClick={ask_void}>{t('vouchers.void')}…</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <SellDialog batch={batch} opened={selling} close={() => set_selling(false)} />
      <Modal opened={codes !== null} onClose={() => set_codes(null)} title={t('vouchers.codes_of', { name })} closeOnClickOutside={false} closeButtonProps={{ 'aria-label': t('ui.close') }}>
        {codes && (
          <Stack gap="sm">
            <Alert className="caution">{t('vouchers.codes_once')}</Alert>
            <ol className="mono" style={{ maxBlockSize: '16rem', overflowY: 'auto', margin: 0 }}>{codes.slice(0, 200).map((code) => <li key={code}>{code}</li>)}</ol>
            {codes.length > 200 && <Text size="sm" c="dimmed">{t('vouchers.codes_more', { count: codes.length - 200 })}</Text>}
            <Group justify="flex-end">
              <Button variant="default" leftSection={<Icon path={mdiPrinterOutline} />} onClick={() => print_vouchers({ title: name, worth, until: t('vouchers.until', { date: until }), codes })}>{t('vouchers.print')}</Button>
              <Button leftSection={<Icon path={mdiDownload} />} onClick={() => download(`vouchers-${id}.csv`, to_csv([t('vouchers.code'), t('vouchers.value'), t('vouchers.currency'), t('vouchers.expires_on')], codes.map((code) => [code, minor_to_decimal(value_minor, currency), currency, expires_on])))}>{t('vouchers.csv')}</Button>
            </Group>
          </Stack>
        )}
      </Modal>
    </>
  );
}

function NewBatchDialog({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { currency } = format;
  const form = useForm({
    initialValues: { name: '', count: 50 as string | number, value: '', expires: '', legal_entity_id: '1' },
    validate: {
      name: (value) => (value.trim() ? null : t('field.required')),
      count: (value) => (Number.isInteger(Number(value)) && Number(value) >= 1 && Number(value) <= 5000 ? null : t('vouchers.count_range')),
      value: (value) => money_error(value, currency, format.locale, t, { positive: true }),
      expires: (value) => (is_date(value) && value > format.today() ? null : t('vouchers.expires_later')),
    },
  });
  const save = useAction((body: NewVoucherBatch, headers) => client.POST('/v1/voucher-batches', { body, headers }), {
    refresh, done: (made) => { told(t('vouchers.made', { count: made.count, name: made.name })); close(); },
  });
  useEffect(() => {
    if (!opened) return;
    save.reset();
    form.clearErrors();
    form.setValues({ name: '', count: 50, value: '', expires: add_days(format.today(), 365), legal_entity_id: '1' });
  }, [opened]);
  const rest = useRefusals(form, save.error, { value_minor: 'value', expires_on: 'expires' });
  return (
    <FormDialog
      title={t('vouchers.new_title')} opened={opened} close={close} submit_label={t('vouchers.make')} pending={save.isPending} error={save.error} rest={rest}
      submit={form.onSubmit(({ name, count, value, expires, legal_entity_id }) => {
        const worth = parse_money(value, currency, format.locale);
        if ('minor' in worth) save.mutate({ name: name.trim(), count: Number(count), value_minor: worth.minor, expires_on: expires, ...(legal_entity_id !== '1' && { legal_entity_id: Number(legal_entity_id) }) });
      })}
    >
      <TextInput label={t('vouchers.name')} description={t('vouchers.name_hint')} required maxLength={80} data-autofocus {...form.getInputProps('name')} />
      <EntitySelect opened={opened} description={t('entities.voucher_hint')} {...form.getInputProps('legal_entity_id')} />
      <div className="two-up">
        <NumberInput label={t('vouchers.count')} required min={1} max={5000} allowDecimal={false} {...form.getInputProps('count')} />
        <MoneyInput label={t('vouchers.value')} required currency={currency} {...form.getInputProps('value')} />
      </div>
      <DateField label={t('vouchers.expires_on')} description={t('vouchers.expires_hint')} required min={add_days(format.today(), 1)} {...form.getInputProps('expires')} />
    </FormDialog>
  );
}

function SellDialog({ batch, opened, close }: { batch: VoucherBatch; opened: boolean; close: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { id, currency } = batch;
  const face = batch.unused * batch.value_minor;
  const form = useForm({ initialValues: { received: '', method: 'bank' as VoucherSale['method'] }, validate: { received: (value) => money_error(value, currency, format.locale, t) } });
  const save = useAction((body: VoucherSale, headers) => client.POST('/v1/voucher-batches/{id}/sell', { params: { path: { id } }, body, headers }), {
    refresh, done: (sold) => { told(t('vouchers.is_sold', { name: sold.name })); close(); },
  });
  useEffect(() => {
    if (!opened) return;
    save.reset();
    form.clearErrors();
    form.setValues({ received: local_decimal(minor_to_decimal(face, currency), format.locale), method: 'bank' });
  }, [opened]);
  const rest = useRefusals(form, save.error, { received_minor: 'received' });
  const received = parse_money(form.values.received, currency, format.locale);
  return (
    <FormDialog
      title={t('vouchers.sell_title', { name: batch.name })} opened={opened} close={close} submit_label={t('vouchers.sell')} pending={save.isPending} error={save.error} rest={rest}
      submit={form.onSubmit(({ received: text, method }) => {
        const sum = parse_money(text, currency, format.locale);
        if ('minor' in sum) save.mutate({ received_minor: sum.minor, method });
      })}
    >
      <Text>{t('vouchers.sell_body', { count: batch.unused, amount: format.money(face, currency) })}</Text>
      <MoneyInput label={t('vouchers.received')} description={t('vouchers.received_hint')} required currency={currency} data-autofocus {...form.getInputProps('received')} />
      {'minor' in received && received.minor < face && <Text size="sm" aria-live="polite">{t('vouchers.margin', { amount: format.money(face - received.minor, currency) })}</Text>}
      <SegmentedControl aria-label={t('payments.method')} fullWidth value={form.values.method} onChange={(method) => form.setFieldValue('method', method as VoucherSale['method'])} data={methods.map((value) => ({ value, label: t(`method.${value}`) }))} />
    </FormDialog>
  );
}

export function VoucherBatchPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const { id: text } = useParams({ strict: false }) as { id: string };
  const id = Number(text);
  const answer = useApi('/v1/voucher-batches/{id}', { path: { id } });
  const void_one = useAction((voucher: number, headers) => client.POST('/v1/vouchers/{id}/void', { params: { path: { id: voucher } }, headers }), {
    refresh: [...refresh, '/v1/vouchers'], failed: (error: Error) => failed(message_of(error, t)), done: ({ last4 }) => told(t('vouchers.one_voided', { last4 })),
  });
  const columns = useMemo<Column<Voucher>[]>(() => [
    { key: 'last4', title: t('vouchers.code'), card: 'title', render: (row) => <span className="mono">…{row.last4}</span>, csv: (row) => row.last4 },
    { key: 'customer', title: t('payments.customer'), card: 'detail', render: (row) => (row.customer_id ? <AppLink href={`/customers/${row.customer_id}`}>{row.customer_name}</AppLink> : <Dash />), csv: (row) => row.customer_name },
    { key: 'on', title: t('vouchers.redeemed_on'), card: 'detail', render: (row) => (row.redeemed_on ? <OnDate date={row.redeemed_on} /> : <Dash />), csv: (row) => row.redeemed_on },
    { key: 'by', title: t('vouchers.changed_by'), extra: true, render: (row) => row.changed_by, csv: (row) => row.changed_by },
    { key: 'state', title: t('plans.status'), card: 'end2', render: (row) => <State value={row.state} />, csv: (row) => row.state },
  ], [t]);
  if (answer.isError && !answer.data) return <Trouble error={answer.error} retry={() => void answer.refetch()} />;
  if (!answer.data) return <LoadingRows />;
  const batch = answer.data;
  const ask_void = (row: Voucher) => ask(t, { title: t('vouchers.void_one_ask', { last4: row.last4 }), body: t('vouchers.void_one_body'), yes: t('vouchers.void'), act: () => void_one.mutate(row.id) });
  return (
    <>
      <PageHead title={batch.name} up={{ href: '/payments/vouchers', label: t('vouchers.title') }} badge={<State value={batch.state} />} note={t('vouchers.worth', { count: batch.count, amount: format.money(batch.value_minor, batch.currency) })} actions={may('payments.write') ? <BatchMenu batch={batch} /> : undefined} />
      <Stack gap="md">
        <Panel>
          <Facts items={[
            [t('vouchers.expires_on'), <OnDate key="until" date={batch.expires_on} />],
            [t('vouchers.sold'), batch.sold_on ? <span key="sold"><OnDate date={batch.sold_on} />, <Money minor={batch.sold_minor} currency={batch.currency} />, {word(t, 'method', batch.method ?? 'other')}</span> : t('vouchers.not_sold')],
            [t('vouchers.exported'), batch.exported_at ? <When key="out" at={batch.exported_at} /> : t('vouchers.not_exported')],
            [t('vouchers.counts'), t('vouchers.counts_words', { unused: format.count(batch.unused), redeemed: format.count(batch.redeemed), voided: format.count(batch.voided), expired: format.count(batch.expired) })],
          ]} />
        </Panel>
        <ResourceList
          name="batch-vouchers" label={t('vouchers.of_batch')} path="/v1/voucher-batches/{id}/vouchers" filter={{ id }} columns={columns} row_key={(row) => row.id} search_label={t('vouchers.search_codes')}
          load={async ({ q }) => whole_list((await get('/v1/voucher-batches/{id}/vouchers', { path: { id } })).items, q, (row) => `${row.last4} ${row.customer_name ?? ''}`)}
          row_actions={may('payments.write') ? (row) => (row.state === 'unused' ? <Button size="compact-sm" variant="default" aria-label={`${t('vouchers.void')}: …${row.last4}`} onClick={() => ask_void(row)}>{t('vouchers.void')}</Button> : null) : undefined}
          empty={<Nothing icon={mdiTicketConfirmationOutline} title={t('vouchers.none')}>{t('vouchers.none_hint')}</Nothing>}
        />
      </Stack>
    </>
  );
}

