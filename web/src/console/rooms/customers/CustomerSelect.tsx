// One of the customers, found by words.
import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '@/api/query';

export function CustomerSelect({ opened, label, description, error, value, choose, except }: { opened: boolean; label: string; description?: string; error?: ReactNode; value: string; choose: (value: string) => void; except?: number }) {
  const { t } = useTranslation();
  const [words, set_words] = useState('');
  const [sought] = useDebouncedValue(words, 200);
  const found = useApi('/v1/customers', { query: { q: sought, limit: 20, count: false } }, { enabled: opened }).data?.items ?? [];
  const options = found.filter(({ id }) => id !== except).map(({ id, number, name, city }) => ({ value: String(id), label: [`${number} ${name}`, city].filter(Boolean).join(', ') }));
  return (
    <Select
      label={label} description={description} error={error} placeholder={t('payer.search')} searchable clearable data={options} filter={({ options: all }) => all} nothingFoundMessage={t('payer.none')}
      searchValue={words} onSearchChange={set_words} value={value || null} onChange={(next) => choose(next ?? '')}
    />
  );
}
