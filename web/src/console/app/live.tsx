import { useQueryClient } from '@tanstack/react-query';
import { Tooltip } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LiveFeed, type LiveState } from '@/api/live';

export function useLive(): LiveState {
  const queries = useQueryClient();
  const [state, set_state] = useState<LiveState>('connecting');
  useEffect(() => new LiveFeed({ queries, state: set_state }).start(), [queries]);
  return state;
}

export function LiveMark({ state }: { state: LiveState }) {
  const { t } = useTranslation();
  const text = state === 'live' ? t('app.live') : state === 'lost' ? t('app.live_lost') : t('app.live_connecting');
  return (
    <Tooltip label={state === 'live' ? t('app.live_hint') : state === 'lost' ? t('app.live_lost_hint') : text}>
      <span className="live-mark" role="status" aria-live="polite">
        <span className="dot" data-tone={state === 'live' ? 'good' : state === 'lost' ? 'bad' : undefined} />
        <span className="live-word">{text}</span>
      </span>
    </Tooltip>
  );
}
