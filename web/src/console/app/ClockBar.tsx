// On a simulated clock the whole business runs at the time shown here, and the console can push it forward.
import { Button, Group, Loader, Text } from '@mantine/core';
import { mdiClockFast } from '@mdi/js';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import { useApi } from '@/api/query';
import { Icon } from '@/ui/Icon';
import { useFormat } from '@/ui/locale';
import { message_of } from '@/ui/Trouble';
import { failed, told } from '@/ui/notify';
import { useMay, useMe } from './session';

export function ClockBar() {
  const { t } = useTranslation();
  const me = useMe();
  const may = useMay();
  const format = useFormat();
  const queries = useQueryClient();
  const clock = useApi('/v1/clock');
  const now = clock.data?.now ?? me.clock.now;
  const advance = useAction((body: { by: string }, headers) => client.POST('/v1/clock/advance', { body, headers }), {
    done: (moved) => {
      queries.setQueryData(['/v1/clock', null], moved);
      void queries.invalidateQueries();
      told(t('clock.moved', { now: format.instant(moved.now) }));
    },
    failed: (error) => failed(message_of(error, t), t('clock.failed')),
  });
  const button = (label: string, by: { by: string }) => (
    <Button size="compact-sm" variant="default" disabled={advance.isPending} onClick={() => advance.mutate(by)}>{label}</Button>
  );
  return (
    <Group className="clock-bar no-print" role="region" aria-label={t('clock.label')} gap="xs" wrap="nowrap">
      <Icon path={mdiClockFast} size={16} />
      <Text size="sm" className="clip" flex={1} aria-live="polite">{advance.isPending ? t('clock.working') : t('clock.now', { now: format.instant(now) })}</Text>
      {advance.isPending && <Loader size={14} />}
      {may('settings.write') && (
        <Group gap={6} wrap="nowrap">
          {button(t('clock.hour'), { by: '1h' })}
          {button(t('clock.day'), { by: '1d' })}
          {button(t('clock.month'), { by: '1mo' })}
        </Group>
      )}
    </Group>
  );
}
