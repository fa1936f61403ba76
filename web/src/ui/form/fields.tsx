// Fields the trade needs again and again.
import { ActionIcon, Button, CopyButton, Group, PasswordInput, Text, TextInput, Tooltip, type TextInputProps } from '@mantine/core';
import { mdiCheck, mdiContentCopy, mdiDiceMultiple } from '@mdi/js';
import { useTranslation } from 'react-i18next';
import type { TFunction } from 'i18next';
import { currency_symbol, parse_money } from '../format/money';
import { random_secret } from '../format/password';
import { Icon } from '../Icon';
import { useFormat } from '../locale';

/** Takes what the person types as text; `money_error` and `parse_money` make it an amount on submit, exactly. */
export function MoneyInput({ currency, ...props }: TextInputProps & { currency?: string }) {
  const format = useFormat();
  const symbol = currency_symbol(currency ?? format.currency, format.locale);
  return (
    <TextInput
      inputMode="decimal" autoComplete="off" {...props}
      rightSection={<Text size="sm" c="dimmed">{symbol}</Text>} rightSectionWidth={symbol.length > 2 ? 52 : 34}
      styles={{ input: { textAlign: 'end' } }}
    />
  );
}

export function money_error(text: string, currency: string, locale: string, t: TFunction, { positive = false, optional = false } = {}): string | null {
  const parsed = parse_money(text, currency, locale);
  if ('error' in parsed) return optional && parsed.error === 'empty' ? null : t(`field.money_${parsed.error}`);
  if (positive && parsed.minor <= 0) return t('field.money_positive');
  if (parsed.minor < 0) return t('field.money_negative');
  return null;
}

export function DateField(props: TextInputProps) {
  return <TextInput type="date" {...props} />;
}

/** A secret that can be typed or made. What is made is visible, since somebody must carry it to the router. */
export function SecretInput({ value, onChange, length = 24, ...rest }: { value: string; onChange: (value: string) => void; length?: number; label: string; description?: string; error?: React.ReactNode; required?: boolean }) {
  const { t } = useTranslation();
  return (
    <Group align="flex-end" gap="xs" wrap="nowrap">
      <PasswordInput {...rest} value={value} onChange={(event) => onChange(event.currentTarget.value)} autoComplete="new-password" style={{ flex: 1 }} visibilityToggleButtonProps={{ 'aria-label': t('field.show_secret') }} />
      <Button variant="default" leftSection={<Icon path={mdiDiceMultiple} size={16} />} onClick={() => onChange(random_secret(length))}>{t('field.generate')}</Button>
    </Group>
  );
}

/** Copies where the browser lets it (not on plain http); otherwise the text can still be selected. */
export function Copy({ value, label }: { value: string; label?: string }) {
  const { t } = useTranslation();
  if (!navigator.clipboard) return null;
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t('ui.copied') : (label ?? t('ui.copy'))}>
          <ActionIcon onClick={copy} aria-label={label ?? t('ui.copy')} size="md"><Icon path={copied ? mdiCheck : mdiContentCopy} size={16} /></ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}

/** A value to be carried elsewhere: monospaced, selectable at a click, copyable. */
export function Carry({ value, label }: { value: string; label?: string }) {
  return (
    <Group gap={4} wrap="nowrap" className="carry">
      <code className="mono" style={{ userSelect: 'all', flex: 1 }}>{value}</code>
      <Copy value={value} label={label} />
    </Group>
  );
}
