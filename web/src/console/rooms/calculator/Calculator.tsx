// What would be billed: a question on one side, every document that would follow on the other. It writes nothing.
import { Stack } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { split_refusal } from '@/ui/form/refusals';
import { useListSearch } from '@/ui/list/state';
import { PageHead } from '@/ui/PageHead';
import { Panel } from '@/ui/Panel';
import { question_of, read_draft } from './draft';
import { EventRows } from './EventRows';
import { useQuote } from './quote';
import { Result } from './Result';
import { Subject } from './Subject';

const fields = ['plan_id', 'customer_id', 'service_id', 'quantity', 'coupon_code', 'starts_on', 'billing_day', 'country', 'region', 'postal_code', 'until', 'events'];

export function Calculator() {
  const { t } = useTranslation();
  const [search, set_search] = useListSearch();
  const draft = useMemo(() => read_draft(search), [search]);
  const asked = useMemo(() => question_of(draft), [draft]);
  const state = useQuote('question' in asked ? asked.question : null);
  const { on_fields, rest } = useMemo(() => split_refusal(state.pending ? null : state.error, fields), [state.error, state.pending]);
  const something = Object.keys(search).length > 0;
  return (
    <>
      <PageHead title={t('calculator.title')} note={t('calculator.note')} />
      <div className="calculator-grid">
        <Panel
          title={t('calculator.question')}
          actions={something && <button type="button" className="link-button" onClick={() => set_search(Object.fromEntries(Object.keys(search).map((key) => [key, undefined])))}>{t('calculator.clear')}</button>}
        >
          <Stack gap="md">
            <Subject draft={draft} search={search} set={set_search} errors={on_fields} />
            <EventRows events={draft.events} set={set_search} errors={on_fields} />
          </Stack>
        </Panel>
        <Result state={state} missing={'missing' in asked ? asked.missing : null} refused={Object.keys(on_fields).length > 0} rest={rest} is_service={draft.service !== null} />
      </div>
    </>
  );
}
