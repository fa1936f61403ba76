import { TextInput } from '@mantine/core';

/** One end of a range in a list's filters. What end it is stands inside, since an empty date says nothing. */
export function DateFilter({ label, value, onChange }: { label: string; value: string | undefined; onChange: (date: string) => void }) {
  return (
    <TextInput
      type="date" aria-label={label} value={value ?? ''} onChange={(event) => onChange(event.currentTarget.value)} className="date-filter"
      leftSection={<span className="quiet small" aria-hidden>{label}</span>} leftSectionWidth={46}
    />
  );
}
