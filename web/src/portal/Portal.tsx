// The frame: whose portal it is, who is signed in, and the room the address names.
import { Button, Skeleton } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, type CSSProperties, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, client, on_signed_out } from '@/api/client';
import { useApi } from '@/api/query';
import { LocaleProvider, usable_locale, words_locale } from '@/ui/locale';
import { Trouble } from '@/ui/Trouble';
import { Go, go, usePlace } from './place';
import { Home } from './rooms/Home';
import { InvoiceRoom } from './rooms/InvoiceRoom';
import { Invoices } from './rooms/Invoices';
import { LinkIn } from './rooms/LinkIn';
import { Payments } from './rooms/Payments';
import { PlanChange } from './rooms/PlanChange';
import { Profile } from './rooms/Profile';
import { SignIn } from './rooms/SignIn';
import type { Front, PortalMe } from './types';

export function Portal() {
  const front = useApi('/v1/portal/front');
  if (front.isError) return <Trouble error={front.error} retry={() => void front.refetch()} />;
  if (!front.data) return <main className="portal-main"><Skeleton height={240} /></main>;
  return <Fronted front={front.data} />;
}

function Fronted({ front }: { front: Front }) {
  const { t } = useTranslation();
  const place = usePlace();
  const queries = useQueryClient();
  const is_link = place === '/link';
  const me = useApi('/v1/portal/session', undefined, { enabled: !is_link });
  const out = me.error instanceof ApiError && me.error.status === 401;
  useEffect(() => on_signed_out(() => queries.removeQueries({ predicate: ({ queryKey }) => !['/v1/portal/front', '/v1/portal/session'].includes(String(queryKey[0])) })), [queries]);
  useEffect(() => { document.title = `${t('portal.title')} · ${front.provider}`; }, [front.provider, t]);
  const moment = front.now;
  const inside = (content: ReactNode, person?: PortalMe) => (
    <LocaleProvider currency={front.currency} time_zone={front.time_zone} locale={usable_locale(front.locale)} words={words_locale('en', front.country)} now={() => moment}>
      <div className="portal" style={{ '--provider': front.accent || undefined } as CSSProperties}>
        <a className="skip-link" href="#content">{t('portal.skip')}</a>
        <header className="portal-head">
          <span className="portal-brand">{front.logo ? <img src={`data:image/png;base64,${front.logo}`} alt="" /> : null}{front.provider}</span>
          {person && <Leave />}
        </header>
        {person && <Rooms place={place} />}
        <main id="content" className="portal-main" tabIndex={-1}>{content}</main>
        <Foot front={front} />
      </div>
    </LocaleProvider>
  );
  if (is_link) return inside(<LinkIn />);
  if (out) return inside(<SignIn />);
  if (me.isError) return inside(<Trouble error={me.error} retry={() => void me.refetch()} />);
  if (!me.data) return inside(<Skeleton height={240} />);
  return inside(<Room place={place} me={me.data} />, me.data);
}

const rooms = [['/', 'portal.home'], ['/invoices', 'portal.invoices'], ['/payments', 'portal.payments'], ['/profile', 'portal.profile']] as const;

function Rooms({ place }: { place: string }) {
  const { t } = useTranslation();
  return (
    <nav className="portal-rooms" aria-label={t('portal.rooms')}>
      {rooms.map(([to, word]) => <Go key={to} to={to} current={to === '/' ? place === '/' : place.startsWith(to)}>{t(word)}</Go>)}
    </nav>
  );
}

function Room({ place, me }: { place: string; me: PortalMe }) {
  const { t } = useTranslation();
  const [, room, id] = place.split('/');
  if (place === '/') return <Home me={me} />;
  if (room === 'invoices') return Number(id) > 0 ? <InvoiceRoom key={id} id={Number(id)} /> : <Invoices />;
  if (room === 'payments') return <Payments />;
  if (room === 'profile') return <Profile me={me} />;
  if (room === 'plan' && Number(id) > 0) return <PlanChange key={id} id={Number(id)} />;
  return <p>{t('portal.not_found')} <Go to="/">{t('portal.home')}</Go></p>;
}

function Leave() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const leave = async () => {
    await client.DELETE('/v1/portal/session').catch(() => undefined);
    queries.clear();
    go('/', true);
    location.reload();
  };
  return <Button variant="default" onClick={() => void leave()}>{t('portal.sign_out')}</Button>;
}

function Foot({ front }: { front: Front }) {
  const { t } = useTranslation();
  const ways = [front.phone, front.email, front.website].filter(Boolean);
  return ways.length ? <footer className="portal-foot quiet small">{t('portal.contact')} {ways.join(' · ')}</footer> : null;
}
