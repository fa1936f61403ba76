import { ActionIcon, Button, Fieldset, Group, NumberInput, Radio, Select, Stack, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { mdiClose, mdiPlus } from '@mdi/js';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import type { DunningPolicy, NewDunningPolicy } from '@/api/types';
import { minor_to_decimal, parse_money } from '@/ui/format/money';
import { FormDialog } from '@/ui/form/Dialog';
import { money_error, MoneyInput } from '@/ui/form/fields';
import { useRefusals } from '@/ui/form/useRefusals';
import { Icon } from '@/ui/Icon';
import { useFormat } from '@/ui/locale';
import { told } from '@/ui/notify';
import { local_decimal } from '../payments/PaymentDialog';

interface Step {
  days_after_due: number | string;
  action: 'remind' | 'suspend';
}
const whole_days = (value: number | string) => value !== '' && Number.isInteger(Number(value)) && Number(value) >= 1 && Number(value) <= 365;

/** Steps must climb: the ladder is read by day. Null when they do. */
export function first_step_out_of_order(steps: Step[]): number | null {
  const at = steps.findIndex((step, index) => index > 0 && Number(step.days_after_due) <= Number(steps[index - 1]!.days_after_due));
  return at < 0 ? null : at;
}

export function PolicyDialog({ open, close }: { open: DunningPolicy | 'new' | null; close: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const opened = open !== null;
  const [policy, set_policy] = useState<DunningPolicy | null>(null);
  const form = useForm({
    initialValues: { name: '', is_default: false, minimum: '', restriction: 'walled_garden' as NewDunningPolicy['restriction'], steps: [] as Step[] },
    validate: {
      name: (value) => (value.trim() ? null : t('field.required')),
      minimum: (value) => money_error(value, format.currency, format.locale, t, { optional: true }),
      steps: {
        days_after_due: (value, values, path) => {
          if (!whole_days(value)) return t('dunning.days_error');
          return first_step_out_of_order(values.steps) === Number(path.split('.')[1]) ? t('dunning.ascending') : null;
        },
      },
    },
  });
  const save = useAction((body: NewDunningPolicy, headers) => (policy ? client.PUT('/v1/dunning-policies/{id}', { params: { path: { id: policy.id } }, body, headers }) : client.POST('/v1/dunning-policies', { body, headers })), {
    refresh: ['/v1/dunning-policies', '/v1/customers'],
    done: () => {
      told(t('dunning.saved'));
      close();
    },
  });
  useEffect(() => {
    if (!opened) return;
    const known = open === 'new' ? null : open;
    set_policy(known);
    save.reset();
    form.clearErrors();
    form.setValues(
      known
        ? { name: known.name, is_default: known.is_default, minimum: known.minimum_debt_minor ? local_decimal(minor_to_decimal(known.minimum_debt_minor, format.currency), format.locale) : '', restriction: known.restriction, steps: known.steps.map((step) => ({ ...step })) }
        : { name: '', is_default: false, minimum: '', restriction: 'walled_garden', steps: [{ days_after_due: 3, action: 'remind' }, { days_after_due: 10, action: 'suspend' }] },
    );
  }, [opened]);
  const rest = useRefusals(form, save.error, { minimum_debt_minor: 'minimum' });
  const { steps } = form.values;
  const add = () => form.insertListItem('steps', { days_after_due: Number(steps.at(-1)?.days_after_due ?? 0) + 7, action: 'suspend' });

  return (
    <FormDialog
      title={policy ? t('dunning.edit_title', { name: policy.name }) : t('dunning.new_title')} opened={opened} close={close} pending={save.isPending} error={save.error} rest={rest} disabled={steps.length === 0}
      submit_label={policy ? t('ui.save') : t('dunning.submit')}
      submit={form.onSubmit((values) => {
        const minimum = parse_money(values.minimum || '0', format.currency, format.locale);
        save.mutate({
          name: values.name.trim(), is_default: values.is_default, minimum_debt_minor: 'minor' in minimum ? minimum.minor : 0, restriction: values.restriction,
          steps: values.steps.map((step) => ({ days_after_due: Number(step.days_after_due), action: step.action })),
        });
      })}
    >
      <TextInput label={t('dunning.name')} required data-autofocus {...form.getInputProps('name')} />
      <Fieldset legend={t('dunning.steps')} variant="unstyled">
        <Stack gap="xs">
          {steps.length === 0 && <span className="quiet">{t('dunning.needs_step')}</span>}
          {steps.map((_, index) => (
            <Group key={index} gap="xs" align="flex-start" wrap="nowrap" role="group" aria-label={t('dunning.step', { number: index + 1 })}>
              <NumberInput size="sm" label={index === 0 ? t('dunning.days') : undefined} aria-label={t('dunning.days')} min={1} max={365} allowDecimal={false} flex={1} {...form.getInputProps(`steps.${index}.days_after_due`)} />
              <Select label={index === 0 ? t('dunning.action') : undefined} aria-label={t('dunning.action')} flex={1} data={[{ value: 'remind', label: t('dunning.remind') }, { value: 'suspend', label: t('dunning.suspend') }]} {...form.getInputProps(`steps.${index}.action`)} />
              <ActionIcon size={36} mt={index === 0 ? 24 : 0} aria-label={t('dunning.remove_step', { number: index + 1 })} onClick={() => form.removeListItem('steps', index)}><Icon path={mdiClose} /></ActionIcon>
            </Group>
          ))}
          <Group><Button size="compact-sm" variant="default" leftSection={<Icon path={mdiPlus} size={14} />} onClick={add}>{t('dunning.add_step')}</Button></Group>
        </Stack>
      </Fieldset>
      <Radio.Group label={t('dunning.restriction')} {...form.getInputProps('restriction')}>
        <Stack gap={6} mt={4}>
          <Radio value="walled_garden" label={t('dunning.walled_garden')} description={t('dunning.walled_garden_hint')} />
          <Radio value="reject" label={t('dunning.reject')} description={t('dunning.reject_hint')} />
        </Stack>
      </Radio.Group>
      <MoneyInput label={t('dunning.minimum')} description={t('dunning.minimum_hint')} {...form.getInputProps('minimum')} />
      <Switch label={t('dunning.is_default')} {...form.getInputProps('is_default', { type: 'checkbox' })} />
    </FormDialog>
  );
}
