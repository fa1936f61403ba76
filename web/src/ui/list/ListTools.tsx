import { ActionIcon, Checkbox, CloseButton, Group, Loader, Menu, TextInput, Tooltip } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { mdiDownload, mdiMagnify, mdiTableColumn } from '@mdi/js';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { all_pages } from '@/api/pages';
import type { Page } from '@/api/types';
import { failed, told } from '../notify';
import { download, to_csv } from '../format/csv';
import { Icon } from '../Icon';
import { useFormat } from '../locale';
import { message_of } from '../Trouble';
import type { Column } from './columns';
import type { PageQuery } from './ResourceList';
import type { Search } from './state';

interface Props<Row> {
  name: string;
  columns: Column<Row>[];
  load: (page: PageQuery) => Promise<Page<Row>>;
  filters?: ReactNode;
  search_label?: string;
  search: Search;
  set_search: (change: Search) => void;
  chosen: string[] | null;
  set_chosen: (keys: string[] | null) => void;
  limit: number;
}

export function ListTools<Row>(props: Props<Row>) {
  const { search_label, filters, search, set_search } = props;
  const exportable = props.columns.some(({ csv }) => csv);
  return (
    <Group gap="xs" px="md" py="sm" className="list-tools no-print" wrap="wrap">
      {search_label && <SearchField label={search_label} value={search['q'] ?? ''} onChange={(q) => set_search({ q })} />}
      {filters}
      <Group gap={2} ms="auto" className="list-icons" wrap="nowrap">
        {exportable && <ExportButton {...props} />}
        <ColumnChooser {...props} />
      </Group>
    </Group>
  );
}

function SearchField({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const [text, set_text] = useState(value);
  // The address changes under the field by our own telling, which comes back late and must not undo what was typed since,
  // and from elsewhere (Back, a cleared filter), which the field follows.
  const told = useRef(value);
  const tell = useDebouncedCallback((next: string) => {
    told.current = next;
    onChange(next);
  }, 250);
  useEffect(() => {
    if (value === told.current) return;
    told.current = value;
    set_text(value);
  }, [value]);
  const change = (next: string) => {
    set_text(next);
    tell(next.trim());
  };
  return (
    <TextInput
      aria-label={t('list.search', { what: label })} placeholder={label} value={text} type="search" className="list-search"
      leftSection={<Icon path={mdiMagnify} size={16} />}
      rightSection={text ? <CloseButton size="sm" aria-label={t('list.clear_search')} onClick={() => change('')} /> : null}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}

function ExportButton<Row>({ name, columns, load, search }: Props<Row>) {
  const { t } = useTranslation();
  const format = useFormat();
  const [rows_read, set_rows_read] = useState<number | null>(null);
  const run = async () => {
    set_rows_read(0);
    try {
      const base = { limit: 500, ...(search['sort'] && { sort: search['sort'] }), ...(search['q'] && { q: search['q'] }) };
      const rows = await all_pages((cursor) => load(cursor ? { ...base, cursor } : base), set_rows_read);
      const written = columns.filter(({ csv }) => csv);
      download(`${name}-${format.today()}.csv`, to_csv(written.map(({ title }) => title), rows.map((row) => written.map(({ csv }) => csv!(row)))));
      told(t('list.exported', { count: rows.length, rows: format.count(rows.length) }));
    } catch (error) {
      failed(message_of(error, t), t('list.export_failed'));
    } finally {
      set_rows_read(null);
    }
  };
  const busy = rows_read !== null;
  return (
    <Tooltip label={busy ? t('list.exporting', { rows: format.count(rows_read) }) : t('list.export')}>
      <ActionIcon size="lg" aria-label={t('list.export')} onClick={() => void run()} disabled={busy}>
        {busy ? <Loader size={16} /> : <Icon path={mdiDownload} />}
      </ActionIcon>
    </Tooltip>
  );
}

function ColumnChooser<Row>({ columns, chosen, set_chosen }: Props<Row>) {
  const { t } = useTranslation();
  const shown = chosen ?? columns.filter(({ extra }) => !extra).map(({ key }) => key);
  return (
    <Menu closeOnItemClick={false} withinPortal>
      <Menu.Target>
        <Tooltip label={t('list.columns')}>
          <ActionIcon size="lg" aria-label={t('list.columns')} visibleFrom="sm"><Icon path={mdiTableColumn} /></ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {columns.map(({ key, title }, index) => (
          <Menu.Item
            key={key} disabled={index === 0} role="menuitemcheckbox" aria-checked={shown.includes(key)}
            onClick={() => set_chosen(columns.map((column) => column.key).filter((other) => (other === key ? !shown.includes(key) : shown.includes(other))))}
          >
            <Checkbox.Indicator checked={shown.includes(key)} size="xs" me="xs" style={{ display: 'inline-grid', verticalAlign: '-2px' }} />
            {title}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => set_chosen(null)}>{t('list.columns_reset')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
