import { Button, Group, NativeSelect, SimpleGrid, Skeleton, Text, TextInput } from '@mantine/core';
import { mdiChevronDown, mdiChevronRight, mdiPlay, mdiReceiptTextCheckOutline } from '@mdi/js';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import { get } from '@/api/query';
import type { BillingPreview, PreviewItem } from '@/api/types';
import { AppLink, useGo } from '@/ui/AppLink';
import { ask } from '@/ui/form/confirm';
import { add_days, is_date } from '@/ui/format/date';
import { Icon } from '@/ui/Icon';
import { useListSearch } from '@/ui/list/state';
import { useFormat } from '@/ui/locale';
import { Nothing } from '@/ui/Nothing';
import { Panel } from '@/ui/Panel';
import { message_of, Trouble } from '@/ui/Trouble';
import { failed, told } from '@/ui/notify';
import { useMay } from '../../app/session';
import { word } from '../../app/words';
import { Findings, signed } from './Decision';
import { ParkedTable } from './ParkedTable';

export function Preview({ busy }: { busy: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const go = useGo();
  const [search, set_search] = useListSearch();
  const asked = search['date'];
  const date = asked && is_date(asked) ? asked : format.today();
  const future = date > format.today();
  const show = shows.find((name) => name === search['show']) ?? 'all';
  const sort = sorts.find((name) => name === search['order']) ?? 'customer';
  const answer = useInfiniteQuery({
    queryKey: ['/v1/billing/preview', date, show, sort],
    queryFn: ({ pageParam, signal }) => get('/v1/billing/preview', { query: { date, show, sort, limit: 50, ...(pageParam && { cursor: pageParam }) } }, signal),
    placeholderData: (before, query) => (query?.queryKey[1] === date ? before : undefined),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor || undefined,
  });
  const start = useAction((body: { date: string }, headers) => client.POST('/v1/billing/runs', { body, headers }), {
    refresh: ['/v1/billing'],
    done: (run) => {
      told(t('billing.started'));
      go(`/billing/runs/${run.id}`);
    },
    failed: (error) => failed(message_of(error, t)),
  });
  const first = answer.data?.pages[0];
  const totals = first && totals_of(first);
  const items = answer.data?.pages.flatMap((page) => page.items) ?? [];
  const confirm = (sums: Totals) => ask(t, {
    title: t('billing.start_ask', { count: sums.customers, date: format.date(date) }),
    body: t('billing.start_body', { amount: format.money(sums.gross_minor, sums.currency) }),
    yes: t('billing.start_yes', { count: sums.invoices, invoices: format.count(sums.invoices) }), danger: false, act: () => start.mutate({ date }),
  });

  return (
    <Panel
      title={t('billing.preview')} flush
      actions={
        <Group gap="xs">
          <TextInput type="date" aria-label={t('billing.date')} value={date} onChange={(event) => set_search({ date: event.currentTarget.value })} />
          {may('billing.run') && <Button leftSection={<Icon path={mdiPlay} />} loading={start.isPending} disabled={busy || future || !totals || nothing(totals)} onClick={() => totals && confirm(totals)}>{t('billing.start')}</Button>}
        </Group>
      }
    >
      {answer.isError && !first ? <Trouble error={answer.error} retry={() => void answer.refetch()} /> : !first || !totals ? <div className="panel-body"><Skeleton height={140} /></div> : nothing(totals) && totals.gone === 0 && first.parked.length === 0 ? (
        <Nothing icon={mdiReceiptTextCheckOutline} title={t('billing.nothing')}>{t('billing.nothing_hint')}</Nothing>
      ) : (
        <>
          {future && <p className="panel-body quiet sums" style={{ margin: 0 }}>{t('billing.future', { date: format.date(date) })}</p>}
          <SimpleGrid cols={{ base: 2, xs: 3, md: 6 }} spacing={0} className="sums" aria-live="polite">
            <Sum label={t('billing.customers')} value={format.count(totals.customers)} />
            <Sum label={t('billing.invoices')} value={format.count(totals.invoices)} />
            <Sum label={t('billing.tax')} value={format.money(totals.tax_minor, totals.currency)} />
            <Sum label={t('billing.gross')} value={format.money(totals.gross_minor, totals.currency)} strong />
            <Sum label={t('billing.last_month')} value={format.money(totals.previous_minor, totals.currency)} />
            <Sum label={t('billing.difference')} value={signed(format, totals.difference_minor, totals.currency)} strong />
          </SimpleGrid>
          {first.findings.length > 0 && (
            <section className="panel-body sums" aria-label={t('run_check.would_hold')}>
              <strong className="warn">{t('run_check.would_hold')}</strong> <span className="quiet">{t('run_check.would_hold_hint')}</span>
              <Findings findings={first.findings} currency={first.currency} brief />
            </section>
          )}
          {totals.credit_notes > 0 && <p className="panel-body quiet" style={{ margin: 0 }}>{t('billing.credit_notes', { count: totals.credit_notes })}</p>}
          {first.parked.length > 0 && <><p className="panel-body warn" style={{ margin: 0 }}>{t('billing.would_park', { count: first.parked.length })}</p><ParkedTable parked={first.parked} /></>}
          <Group gap="sm" className="panel-body preview-tools">
            <NativeSelect aria-label={t('billing.show')} value={show} onChange={(event) => set_search({ show: event.currentTarget.value === 'all' ? undefined : event.currentTarget.value })} data={shows.map((value) => ({ value, label: with_count(word(t, 'preview_show', value), counted(totals, value)) }))} />
            <NativeSelect aria-label={t('billing.sort')} value={sort} onChange={(event) => set_search({ order: event.currentTarget.value === 'customer' ? undefined : event.currentTarget.value })} data={sorts.map((value) => ({ value, label: word(t, 'preview_sort', value) }))} />
          </Group>
          {items.length === 0 ? <p className="panel-body quiet" style={{ margin: 0 }}>{t('billing.none_shown')}</p> : <PreviewTable items={items} currency={first.currency} />}
          {answer.hasNextPage && <div className="panel-body"><Button variant="default" fullWidth loading={answer.isFetchingNextPage} onClick={() => void answer.fetchNextPage()}>{t('billing.more')}</Button></div>}
        </>
      )}
    </Panel>
  );
}

const shows = ['all', 'changed', 'up', 'down', 'started', 'gone', 'jumps', 'zero_bills'] as const;
const sorts = ['customer', 'change'] as const;

const counted = (totals: Totals, show: (typeof shows)[number]): number | null => (show === 'up' || show === 'down' || show === 'started' || show === 'gone' ? totals[show] : show === 'changed' ? totals.up + totals.down + totals.started + totals.gone : null);
const with_count = (text: string, count: number | null) => (count === null ? text : `${text} (${count})`);

interface Totals { customers: number; invoices: number; credit_notes: number; tax_minor: number; gross_minor: number; previous_minor: number; difference_minor: number; up: number; down: number; started: number; gone: number; currency: string }

/** Only the first page carries the sums; later ones leave them empty. */
function totals_of({ customers, invoices, credit_notes, tax_minor, gross_minor, previous_minor, difference_minor, up, down, started, gone, currency }: BillingPreview): Totals {
  return {
    customers: customers ?? 0, invoices: invoices ?? 0, credit_notes: credit_notes ?? 0, tax_minor: tax_minor ?? 0, gross_minor: gross_minor ?? 0, previous_minor: previous_minor ?? 0, difference_minor: difference_minor ?? 0,
    up: up ?? 0, down: down ?? 0, started: started ?? 0, gone: gone ?? 0, currency,
  };
}

const nothing = ({ invoices, credit_notes }: Totals) => invoices === 0 && credit_notes === 0;

function Sum({ label, value, strong }: { label: string; value: string; strong?: boolean }) {
  return <div className="sum"><Text size="sm" c="dimmed">{label}</Text><Text fw={strong ? 680 : 560} fz="lg">{value}</Text></div>;
}

function PreviewTable({ items, currency }: { items: PreviewItem[]; currency: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [open, set_open] = useState<Set<number>>(new Set());
  const toggle = (id: number) => set_open((before) => {
    const after = new Set(before);
    if (!after.delete(id)) after.add(id);
    return after;
  });
  return (
    <div className="table-scroll preview-scroll" tabIndex={0} role="group" aria-label={t('billing.preview')}>
      <table className="grid-table sticky-head">
        <thead><tr><th scope="col">{t('billing.customer')}</th><th scope="col" className="num">{t('billing.last_month')}</th><th scope="col" className="num">{t('billing.gross')}</th><th scope="col" className="num">{t('billing.difference')}</th></tr></thead>
        <tbody>
          {items.map((item) => (
            <Fragment key={item.customer_id}>
              <tr>
                <td>
                  <Group gap={4} wrap="nowrap">
                    <button type="button" className="expander" aria-expanded={open.has(item.customer_id)} aria-label={t('billing.show_lines', { name: item.customer_name })} onClick={() => toggle(item.customer_id)}>
                      <Icon path={open.has(item.customer_id) ? mdiChevronDown : mdiChevronRight} flip_rtl />
                    </button>
                    <AppLink href={`/customers/${item.customer_id}`} c="inherit">{item.customer_name}</AppLink>
                  </Group>
                </td>
                <td className="num quiet">{format.money(item.previous_minor, currency)}</td>
                <td className="num">{format.money(item.gross_minor, currency)}</td>
                <td className="num">{item.change === 'same' ? <span className="quiet">{word(t, 'bill_change', 'same')}</span> : <>{(item.change === 'started' || item.change === 'gone') && <span className="quiet small">{word(t, 'bill_change', item.change)} </span>}{signed(format, item.difference_minor, currency)}</>}</td>
              </tr>
              {open.has(item.customer_id) && item.lines.map((line, index) => (
                <tr key={index} className="sub-row">
                  <td colSpan={2}>{line.description} <span className="quiet small">{t('billing.period', { from: format.date(line.period_start), to: format.date(add_days(line.period_end, -1)) })}</span>{line.explanation && <div className="quiet small sentence">{line.explanation}</div>}</td>
                  <td className="num quiet" colSpan={2}>{format.money(line.net_minor, currency)} {t('billing.line_net')}</td>
                </tr>
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}
