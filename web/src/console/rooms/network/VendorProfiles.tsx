import { Button } from '@mantine/core';
import { mdiFileCodeOutline, mdiPlus } from '@mdi/js';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { get } from '@/api/query';
import type { VendorProfile } from '@/api/types';
import { useGo } from '@/ui/AppLink';
import { Icon } from '@/ui/Icon';
import type { Column } from '@/ui/list/columns';
import { ResourceList } from '@/ui/list/ResourceList';
import { whole_list } from '@/ui/list/whole';
import { useFormat } from '@/ui/locale';
import { Nothing } from '@/ui/Nothing';
import { PageHead } from '@/ui/PageHead';
import { useMay } from '../../app/session';

export function VendorProfiles() {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const go = useGo();
  const create = may('network.write') && <Button leftSection={<Icon path={mdiPlus} />} onClick={() => go('/vendor-profiles/new')}>{t('profiles.new')}</Button>;
  const columns = useMemo<Column<VendorProfile>[]>(
    () => [
      { key: 'make', title: t('profiles.make'), card: 'title', render: (row) => <span className="strong">{row.title}</span>, csv: (row) => row.title },
      { key: 'name', title: t('profiles.name'), card: 'detail', render: (row) => <span className="mono">{row.name}</span>, csv: (row) => row.name },
      { key: 'origin', title: t('profiles.origin'), card: 'end2', render: (row) => (row.is_own ? t('profiles.own') : <span className="quiet">{t('profiles.built_in')}</span>), csv: (row) => (row.is_own ? 'own' : 'built-in') },
      { key: 'orders', title: t('profiles.orders'), card: 'detail', render: (row) => t(`profiles.orders_${row.disconnect}`), csv: (row) => row.disconnect },
      { key: 'servers', title: t('profiles.servers'), numeric: true, card: 'end', render: (row) => format.count(row.access_servers), csv: (row) => row.access_servers },
    ],
    [t, format],
  );
  return (
    <>
      <PageHead title={t('profiles.title')} note={t('profiles.hint')} actions={create} />
      <ResourceList
        name="vendor-profiles" label={t('profiles.title')} path="/v1/vendor-profiles" filter={{}} columns={columns} load={async ({ q }) => whole_list((await get('/v1/vendor-profiles')).items, q, (row) => `${row.name} ${row.title} ${row.description}`)}
        row_key={(row) => row.name} row_href={(row) => `/vendor-profiles/${row.name}`} search_label={t('profiles.search')} empty={<Nothing icon={mdiFileCodeOutline} title={t('profiles.none')} action={create}>{t('profiles.hint')}</Nothing>}
      />
    </>
  );
}
