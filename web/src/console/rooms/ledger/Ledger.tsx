import { Select, Tabs } from '@mantine/core';
import { mdiBookOpenVariantOutline } from '@mdi/js';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { get, useApi } from '@/api/query';
import type { LedgerAccount, LedgerEntry } from '@/api/types';
import { AppLink } from '@/ui/AppLink';
import { minor_to_decimal } from '@/ui/format/money';
import { DateFilter } from '@/ui/DateFilter';
import { LoadingRows, ResourceList } from '@/ui/list/ResourceList';
import type { Column } from '@/ui/list/columns';
import { useListSearch } from '@/ui/list/state';
import { useFormat } from '@/ui/locale';
import { Nothing } from '@/ui/Nothing';
import { PageHead } from '@/ui/PageHead';
import { href_of } from '@/ui/Timeline';
import { Trouble } from '@/ui/Trouble';
import { Dash, OnDate } from '@/ui/values';
import { EntityFilter } from '../../app/entities';
import { word } from '../../app/words';
import { Months } from './Months';

export function Ledger() {
  const { t } = useTranslation();
  const [search, set_search] = useListSearch();
  const tab = ['journal', 'months'].includes(search['view'] ?? '') ? search['view']! : 'accounts';
  return (
    <>
      <PageHead title={t('ledger.title')} />
      <Tabs value={tab} onChange={(view) => set_search({ view: view && view !== 'accounts' ? view : undefined, account: undefined, from: undefined, to: undefined, q: undefined, legal_entity: undefined })}>
        <Tabs.List mb="md">
          <Tabs.Tab value="accounts">{t('ledger.accounts')}</Tabs.Tab>
          <Tabs.Tab value="journal">{t('ledger.journal')}</Tabs.Tab>
          <Tabs.Tab value="months">{t('ledger.months')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="accounts"><Accounts /></Tabs.Panel>
        <Tabs.Panel value="journal"><Journal /></Tabs.Panel>
        <Tabs.Panel value="months"><Months /></Tabs.Panel>
      </Tabs>
    </>
  );
}

/** The API sums debits less credits; people read what is owed and earned as positive. */
export function natural_balance({ kind, balance_minor }: LedgerAccount): number {
  return (kind === 'liability' || kind === 'income') && balance_minor !== 0 ? -balance_minor : balance_minor;
}

function Accounts() {
  const { t } = useTranslation();
  const format = useFormat();
  const answer = useApi('/v1/ledger/accounts');
  if (answer.isError && !answer.data) return <Trouble error={answer.error} retry={() => void answer.refetch()} />;
  if (!answer.data) return <LoadingRows />;
  if (answer.data.length === 0) return <Nothing icon={mdiBookOpenVariantOutline} title={t('ledger.none')}>{t('ledger.none_hint')}</Nothing>;
  return (
    <section className="panel" aria-label={t('ledger.accounts')} style={{ maxInlineSize: 860 }}>
      <table className="grid-table">
        <thead><tr><th scope="col">{t('ledger.code')}</th><th scope="col">{t('ledger.name')}</th><th scope="col" className="wide-only">{t('ledger.kind')}</th><th scope="col" className="num">{t('ledger.balance')}</th></tr></thead>
        <tbody>
          {answer.data.map((account) => (
            <tr key={`${account.code}${account.currency}`}>
              <td className="mono">{account.code}</td>
              <td><AppLink href={`/ledger?view=journal&account=${encodeURIComponent(account.code)}`}>{account.name}</AppLink></td>
              <td className="quiet wide-only">{word(t, 'account_kind', account.kind)}</td>
              <td className="num">{format.money(natural_balance(account), account.currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Journal() {
  const { t } = useTranslation();
  const format = useFormat();
  const [search, set_search] = useListSearch();
  const { account, from, to, legal_entity } = search;
  const filter = { ...(account && { account }), ...(from && { from }), ...(to && { to }), ...(legal_entity && { legal_entity: Number(legal_entity) }) };
  const accounts = useApi('/v1/ledger/accounts').data ?? [];
  const columns = useMemo<Column<LedgerEntry>[]>(() => {
    const postings = (render: (posting: LedgerEntry['postings'][number]) => React.ReactNode) => (row: LedgerEntry) => row.postings.map((posting, index) => <div key={index} className="nowrap">{render(posting)}</div>);
    const amount = (minor: number) => (minor === 0 ? '\u00a0' : format.money(minor));
    const sum = (row: LedgerEntry) => row.postings.reduce((total, posting) => total + posting.debit_minor, 0);
    return [
      { key: 'date', title: t('ledger.date'), card: 'detail', render: (row) => <><OnDate date={row.date} />{row.document_date && <div className="quiet small nowrap">{t('ledger.belongs', { date: format.date(row.document_date) })}</div>}</>, csv: (row) => row.date },
      { key: 'memo', title: t('ledger.memo'), card: 'title', render: (row) => <>{row.memo}<div className="quiet small">{t('ledger.entry', { id: row.id })}</div></>, csv: (row) => row.memo, max_width: '24rem' },
      {
        key: 'source', title: t('ledger.source'), card: 'detail', csv: (row) => row.ref_text,
        render: (row) => {
          const href = href_of(row.ref_kind, row.ref_id);
          const words = row.ref_text || (row.ref_kind && `${word(t, 'search_kind', row.ref_kind)} ${row.ref_id}`);
          return !words ? <Dash /> : href ? <AppLink href={href}>{words}</AppLink> : words;
        },
      },
      { key: 'account', title: t('ledger.account'), render: postings(({ account_name, account: code }) => <>{account_name} <span className="quiet">{code}</span></>), csv: (row) => row.postings.map((posting) => `${posting.account} ${minor_to_decimal(posting.debit_minor - posting.credit_minor, format.currency)}`).join('; ') },
      { key: 'debit', title: t('ledger.debit'), numeric: true, render: postings(({ debit_minor }) => amount(debit_minor)) },
      { key: 'credit', title: t('ledger.credit'), numeric: true, render: postings(({ credit_minor }) => amount(credit_minor)) },
      { key: 'sum', title: t('ledger.balance'), numeric: true, extra: true, card: 'end', render: (row) => format.money(sum(row)), csv: (row) => minor_to_decimal(sum(row), format.currency) },
    ];
  }, [t, format]);
  return (
    <ResourceList
      name="journal" label={t('ledger.journal')} path="/v1/ledger/entries" filter={filter} columns={columns} load={(page) => get('/v1/ledger/entries', { query: { ...page, ...filter } })} row_key={(row) => row.id}
      filters={
        <>
          <Select aria-label={t('ledger.account')} searchable w={230} value={account ?? ''} onChange={(code) => set_search({ account: code || undefined })} data={[{ value: '', label: t('ledger.any_account') }, ...accounts.map(({ code, name }) => ({ value: code, label: `${code} ${name}` }))]} />
          <DateFilter label={t('ledger.from')} value={from} onChange={(date) => set_search({ from: date })} />
          <DateFilter label={t('ledger.to')} value={to} onChange={(date) => set_search({ to: date })} />
          <EntityFilter value={legal_entity} onChange={(id) => set_search({ legal_entity: id })} />
        </>
      }
      empty={<Nothing icon={mdiBookOpenVariantOutline} title={t('ledger.no_entries')}>{t('ledger.none_hint')}</Nothing>}
    />
  );
}
