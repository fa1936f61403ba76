// Who is signed in, for which provider, and what time it is there.
import { createContext, useContext, useEffect, useMemo, useRef, type ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api_query, useApi } from '@/api/query';
import { on_signed_out } from '@/api/client';
import type { Me } from '@/api/types';
import { LocaleProvider, usable_locale, words_locale } from '@/ui/locale';

const MeContext = createContext<Me | null>(null);

export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error('useMe needs a signed-in session');
  return me;
}

/** What this person may do. The server decides; the console only does not offer what would be refused. */
export function useMay(): (permission: string) => boolean {
  const { permissions } = useMe();
  return (permission) => permissions.includes(permission);
}

export const me_query = api_query('/v1/session');

export function SessionProvider({ me, children }: { me: Me; children: ReactNode }) {
  const queries = useQueryClient();
  const { i18n } = useTranslation();
  // The server's clock: asked for regularly when simulated (others may move it), else carried forward by this machine's.
  const clock = useApi('/v1/clock', undefined, { refetch_ms: me.clock.simulated ? 15_000 : 300_000 });
  const state = useMemo(() => ({ at: clock.data?.now ?? me.clock.now, read: Date.now() }), [clock.data?.now, clock.dataUpdatedAt, me.clock.now]);
  const latest = useRef(state);
  latest.current = state;
  const now = useMemo(
    () => () => (me.clock.simulated ? latest.current.at : new Date(Date.parse(latest.current.at) + Date.now() - latest.current.read).toISOString()),
    // A new function when a simulated clock moves, so that everything showing "ago" draws again.
    [me.clock.simulated, me.clock.simulated ? state.at : ''],
  );
  useEffect(
    () => on_signed_out(() => {
      queries.setQueryData(me_query.queryKey, undefined);
      queries.clear();
      const back = window.location.pathname + window.location.search;
      window.location.replace(back === '/' ? '/sign-in' : `/sign-in?back=${encodeURIComponent(back)}`);
    }),
    [queries],
  );
  const { currency, time_zone, locale, country } = me.provider;
  return (
    <MeContext value={me}>
      <LocaleProvider currency={currency} time_zone={time_zone} locale={usable_locale(locale)} words={words_locale(i18n.language, country)} now={now}>
        {children}
      </LocaleProvider>
    </MeContext>
  );
}
