// The companies that the provider sells as. Whoever sells as one alone sees nothing of it.
import { Select, type SelectProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useApi } from '@/api/query';
import type { LegalEntity } from '@/api/types';

/** All of them, and whether there is a choice. */
export function useLegalEntities(enabled = true): { entities: LegalEntity[]; several: boolean } {
  const entities = useApi('/v1/legal-entities', undefined, { enabled }).data?.items ?? [];
  return { entities, several: entities.length > 1 };
}

/** Narrows to the books of one; nothing while there is only one. */
export function EntityFilter({ value, onChange, ...rest }: { value: string | undefined; onChange: (id: string | undefined) => void } & Omit<SelectProps, 'value' | 'onChange' | 'data'>) {
  const { t } = useTranslation();
  const { entities, several } = useLegalEntities();
  if (!several) return null;
  return (
    <Select
      aria-label={t('entities.one')} w={220} allowDeselect={false} value={value ?? ''} onChange={(id) => onChange(id || undefined)}
      data={[{ value: '', label: t('entities.all') }, ...entities.map(({ id, name }) => ({ value: String(id), label: name }))]} {...rest}
    />
  );
}

/** Whom somebody buys from; nothing while there is only one. `kept`: one that stays to choose though it takes nobody new. */
export function EntitySelect({ kept, opened = true, ...rest }: { kept?: number; opened?: boolean } & Omit<SelectProps, 'data'>) {
  const { t } = useTranslation();
  const { entities, several } = useLegalEntities(opened);
  if (!several) return null;
  return <Select label={t('entities.one')} allowDeselect={false} data={entities.filter(({ id, active }) => active || id === kept).map(({ id, name }) => ({ value: String(id), label: name }))} {...rest} />;
}
