// What a profile would send, asked anew a moment after each change of its text or of the facts.
import { Alert, NumberInput, SegmentedControl, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client, data_of } from '@/api/client';
import type { ProfileTrialPacket, ProfileTrialQuestion } from '@/api/types';
import { Panel } from '@/ui/Panel';
import { FormTrouble } from '@/ui/Trouble';

const example = `User-Name = "anna"
Service-Type = Framed-User
Framed-Protocol = PPP
NAS-Port-Id = "ether2"
Calling-Station-Id = "00:00:5E:00:53:01"
Acct-Session-Id = "81a0b1c2"
`;
type State = NonNullable<ProfileTrialQuestion['state']>;
const rate = (value: number | string) => (Number(value) > 0 ? Math.trunc(Number(value)) : null);

export function TryProfile({ text }: { text: string }) {
  const { t } = useTranslation();
  const [request, set_request] = useState(example);
  const [state, set_state] = useState<State>('full');
  const [down, set_down] = useState<number | string>(100_000);
  const [up, set_up] = useState<number | string>(20_000);
  const [plan, set_plan] = useState('Home 100');
  const [question] = useDebouncedValue<ProfileTrialQuestion>({ text, request, state, down_kbit: rate(down), up_kbit: rate(up), ...(plan.trim() && { plan: plan.trim() }) }, 300);
  const answer = useQuery({
    queryKey: ['/v1/vendor-profiles/try', question], placeholderData: keepPreviousData,
    queryFn: () => data_of(client.POST('/v1/vendor-profiles/try', { body: question })),
  });
  const { trial, profile_problem, request_problem } = answer.data ?? {};
  return (
    <Panel title={t('profile_try.title')}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">{t('profile_try.hint')}</Text>
        <SegmentedControl aria-label={t('profile_try.state')} fullWidth value={state} onChange={(value) => set_state(value as State)} data={(['full', 'throttled', 'garden'] as const).map((value) => ({ value, label: t(`profile_try.${value}`) }))} />
        <div className="three-up">
          <NumberInput size="sm" label={t('profile_try.down')} placeholder={t('profile_try.unlimited')} min={1} max={1_000_000_000} allowDecimal={false} value={down} onChange={set_down} />
          <NumberInput size="sm" label={t('profile_try.up')} placeholder={t('profile_try.unlimited')} min={1} max={1_000_000_000} allowDecimal={false} value={up} onChange={set_up} />
          <TextInput size="sm" label={t('profile_try.plan')} maxLength={80} value={plan} onChange={(event) => set_plan(event.currentTarget.value)} />
        </div>
        <Textarea label={t('profile_try.request')} description={t('profile_try.request_hint')} autosize minRows={3} maxRows={10} spellCheck={false} classNames={{ input: 'mono' }} value={request} onChange={(event) => set_request(event.currentTarget.value)} error={request_problem} />
        <FormTrouble error={answer.error} />
        {profile_problem && <Alert className="trouble" role="alert">{profile_problem}</Alert>}
        {trial && (
          <div aria-live="polite" aria-busy={answer.isFetching}>
            <Stack gap="sm">
              <Packet title={t('profile_try.accept')} packet={trial.accept} />
              <Packet title={t('profile_try.change')} packet={trial.change} none={t('profile_try.change_none')} />
              <Packet title={t('profile_try.disconnect')} packet={trial.disconnect} none={t('profile_try.disconnect_none')} />
              {trial.notes.length > 0 && <div><Text size="sm" fw={600}>{t('profile_try.notes')}</Text><ul className="plain-list">{trial.notes.map((note) => <li key={note} className="small quiet">{note}</li>)}</ul></div>}
              <details><summary className="small">{t('profile_try.understood')}</summary><pre className="packet">{trial.request.join('\n') || t('profile_try.nothing')}</pre></details>
            </Stack>
          </div>
        )}
      </Stack>
    </Panel>
  );
}

function Packet({ title, packet, none }: { title: string; packet?: ProfileTrialPacket | null; none?: string }) {
  const { t } = useTranslation();
  return (
    <section aria-label={title}>
      <Text size="sm" fw={600}>{title}{packet && <span className="quiet"> · {packet.code}</span>}</Text>
      {packet ? (
        <>
          {packet.why && <Text size="xs" c="dimmed">{packet.why}</Text>}
          <pre className="packet">{packet.attributes.join('\n') || t('profile_try.nothing')}</pre>
          <details><summary className="small">{t('profile_try.hex')}</summary><pre className="packet wrapped">{packet.hex}</pre></details>
        </>
      ) : <Text size="sm" c="dimmed">{none}</Text>}
    </section>
  );
}
