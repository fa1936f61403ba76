// One attribute as a plan's kind declares it: the console knows none of them by name.
import { NumberInput, Switch, TextInput } from '@mantine/core';
import type { AttributeDeclaration } from '@/api/types';

export function AttributeField({ declared, value, set }: { declared: AttributeDeclaration; value: string; set: (value: string) => void }) {
  const shared = { label: declared.label, description: declared.description };
  switch (declared.type) {
    case 'flag': return <Switch {...shared} checked={value === 'true'} onChange={(event) => set(event.currentTarget.checked ? 'true' : '')} />;
    case 'integer': return <NumberInput {...shared} required={declared.required} min={declared.minimum} max={declared.maximum} allowDecimal={false} value={value === '' ? '' : Number(value)} onChange={(next) => set(String(next))} />;
    default: return <TextInput {...shared} required={declared.required} maxLength={200} value={value} onChange={(event) => set(event.currentTarget.value)} />;
  }
}
