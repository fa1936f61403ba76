// When the daily billing run waits for a person, and for how long everybody may look.
import { Button, Group, NumberInput, Skeleton, Stack, Switch } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import { useApi } from '@/api/query';
import type { StopRules as Rules, StopRulesEdit } from '@/api/types';
import { minor_to_decimal, parse_money } from '@/ui/format/money';
import { money_error, MoneyInput } from '@/ui/form/fields';
import { useRefusals } from '@/ui/form/useRefusals';
import { useFormat } from '@/ui/locale';
import { Panel } from '@/ui/Panel';
import { FormTrouble, Trouble } from '@/ui/Trouble';
import { told } from '@/ui/notify';
import { useMay } from '../../app/session';
import { local_decimal } from '../payments/PaymentDialog';
import { changes_of } from './ProviderSettings';
import { StopRulesHistory } from './StopRulesHistory';
import { parts, rule_words, type StopRuleName } from './stop_rules_words';

export function StopRules() {
  const answer = useApi('/v1/billing/stop-rules');
  if (answer.isError && !answer.data) return <Trouble error={answer.error} retry={() => void answer.refetch()} />;
  if (!answer.data) return <Skeleton height={400} maw={760} />;
  return (
    <Stack gap="md">
      <Form rules={answer.data} />
      <StopRulesHistory />
    </Stack>
  );
}

type Edit = Omit<Rules, 'changed_at' | 'changed_by'>;
type Values = Omit<Edit, 'jump_minor'> & { jump_minor: string };
type Numbers = Exclude<{ [K in keyof Edit]: Edit[K] extends number ? K : never }[keyof Edit], 'jump_minor'>;

const edit_of = ({ changed_at: _at, changed_by: _by, ...edit }: Rules): Edit => edit;

function Form({ rules }: { rules: Rules }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  // Percentages are shown as such and travel as parts per million.
  const shown = (name: string, value: number) => (parts.includes(name) ? value / 10_000 : value);
  const sent = (name: string, value: number) => (parts.includes(name) ? Math.round(value * 10_000) : value);
  const each = (values: object, change: (name: string, value: number) => number) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === 'boolean' || name === 'jump_minor' ? value : change(name, Number(value))]));
  const values_of = (known: Rules): Values => ({ ...each(edit_of(known), shown), jump_minor: local_decimal(minor_to_decimal(known.jump_minor, format.currency), format.locale) }) as Values;
  const body_of = (values: Values): Edit => {
    const parsed = parse_money(values.jump_minor || '0', format.currency, format.locale);
    return { ...each(values, sent), jump_minor: 'minor' in parsed ? parsed.minor : 0 } as Edit;
  };
  const form = useForm<Values>({
    initialValues: values_of(rules),
    validate: (values) => Object.fromEntries(Object.entries(values).map(([name, value]) => {
      if (name === 'jump_minor') return [name, money_error(String(value), format.currency, format.locale, t, { optional: true })];
      return [name, typeof value === 'boolean' || (String(value) !== '' && Number(value) >= 0) ? null : t('stop_rules.number')];
    })),
  });
  const save = useAction((body: StopRulesEdit, headers) => client.PATCH('/v1/billing/stop-rules', { body, headers }), {
    refresh: ['/v1/billing'],
    done: (saved) => {
      form.setValues(values_of(saved));
      form.resetDirty(values_of(saved));
      told(t('stop_rules.saved'));
    },
  });
  const rest = useRefusals(form, save.error);
  const disabled = !may('settings.write');
  const number = (name: Numbers) => <NumberInput size="sm" label={t(`stop_rules.${name as 'jump_ppm'}`)} min={0} decimalScale={parts.includes(name) ? 4 : 0} allowNegative={false} {...form.getInputProps(name)} disabled={disabled} />;
  const rule = (name: StopRuleName, fields: React.ReactNode) => (
    <Stack gap="xs" role="group" aria-label={t(`stop_rules.${name}`)}>
      <Switch label={t(`stop_rules.${name}`)} {...form.getInputProps(`${name}_holds`, { type: 'checkbox' })} disabled={disabled} />
      <p className="quiet small sentence" style={{ margin: 0 }} aria-live="polite">{rule_words(t, format, body_of(form.values), name)}</p>
      {form.values[`${name}_holds`] && <div className="two-up" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(min(17rem, 100%), 1fr))' }}>{fields}</div>}
    </Stack>
  );
  return (
    <Panel title={t('stop_rules.title')} className="settings-panel">
      <form noValidate onSubmit={form.onSubmit((values) => save.mutate(changes_of(edit_of(rules), body_of(values))))}>
        <Stack gap="lg">
          <p className="quiet" style={{ margin: 0 }}>{t('stop_rules.hint')}</p>
          {rule('jump', <>{number('jump_ppm')}<MoneyInput label={t('stop_rules.jump_minor')} {...form.getInputProps('jump_minor')} disabled={disabled} />{number('jump_customers')}{number('jump_share_ppm')}</>)}
          {rule('count', <>{number('count_ppm')}{number('count_invoices')}</>)}
          {rule('zero', <>{number('zero_customers')}{number('zero_share_ppm')}</>)}
          {rule('tax', <>{number('tax_points_ppm')}{number('tax_customers')}</>)}
          <NumberInput size="sm" maw={320} label={t('stop_rules.hours')} description={t('stop_rules.hours_hint')} min={0} max={20} decimalScale={0} {...form.getInputProps('hours_to_look')} disabled={disabled} />
          <FormTrouble error={save.error} rest={rest} />
          <Group justify="space-between">
            <span className="quiet small">{rules.changed_at ? t('stop_rules.changed', { at: format.instant(rules.changed_at), by: rules.changed_by ?? '' }) : t('stop_rules.defaults')}</span>
            {!disabled && <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>{t('ui.save')}</Button>}
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
