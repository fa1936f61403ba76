// The contract that a plan is sold with; closed until a plan has one.
import { NumberInput, Select, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MoneyInput } from '@/ui/form/fields';
import { word } from '../../app/words';
import { asks_amount, fee_kinds, has_contract, type ContractValues } from './contract';

export function ContractFields<T extends ContractValues>({ form, currency }: { form: UseFormReturnType<T>; currency: string }) {
  const { t } = useTranslation();
  const [opened, set_opened] = useState(false);
  const { values, errors } = form;
  const has_term = Number(values.term || 0) > 0;
  const is_wrong = ['term', 'renewal', 'notice', 'fee', 'fee_amount', 'fee_percent'].some((field) => errors[field]);
  return (
    <details className="fold" open={opened || has_contract(values) || is_wrong} onToggle={(event) => set_opened(event.currentTarget.open)}>
      <summary>{t('plan_form.contract')}</summary>
      <div className="two-up">
        <NumberInput label={t('plan_form.term')} description={t('plan_form.term_hint')} min={0} max={120} allowDecimal={false} {...form.getInputProps('term')} />
        <NumberInput label={t('plan_form.notice')} description={t('plan_form.notice_hint')} min={0} max={366} allowDecimal={false} {...form.getInputProps('notice')} />
      </div>
      {has_term && (
        <>
          <div className="two-up">
            <NumberInput label={t('plan_form.renewal')} description={t('plan_form.renewal_hint')} min={0} max={120} allowDecimal={false} {...form.getInputProps('renewal')} />
            <Select label={t('plan_form.fee')} description={t('plan_form.fee_hint')} allowDeselect={false} data={fee_kinds.map((kind) => ({ value: kind, label: word(t, 'termination_fee', kind) }))} {...form.getInputProps('fee')} />
          </div>
          {asks_amount(values) && <MoneyInput label={t('plan_form.fee_amount')} description={values.fee === 'declining' ? t('plan_form.fee_declining_hint') : undefined} required currency={currency} {...form.getInputProps('fee_amount')} />}
          {values.fee === 'percent' && <TextInput label={t('plan_form.fee_percent')} description={t('plan_form.fee_percent_hint')} required inputMode="decimal" autoComplete="off" {...form.getInputProps('fee_percent')} />}
        </>
      )}
    </details>
  );
}
