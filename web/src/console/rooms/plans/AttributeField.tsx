// One attribute as a plan's kind declares it: the console knows none of them by name.
import { NumberInput, Switch, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AttributeDeclaration } from '@/api/types';

/** `missing`: the form was sent without something that its kind requires. */
export function AttributeField({ declared, value, set, missing }: { declared: AttributeDeclaration; value: string; set: (value: string) => void; missing: boolean }) {
  const { t } = useTranslation();
  const shared = { label: declared.label, description: declared.description, error: missing && declared.required && value.trim() === '' ? t('field.required') : undefined };
  switch (declared.type) {
    case 'flag': return <Switch {...shared} style={{ gridColumn: '1 / -1' }} checked={value === 'true'} onChange={(event) => set(event.currentTarget.checked ? 'true' : '')} />;
    case 'integer': return <NumberInput {...shared} required={declared.required} min={declared.minimum} max={declared.maximum} allowDecimal={false} value={value === '' ? '' : Number(value)} onChange={(next) => set(String(next))} />;
    default: return <TextInput {...shared} required={declared.required} maxLength={200} value={value} onChange={(event) => set(event.currentTarget.value)} />;
  }
}
