// One search box over everything. Results come from the server as one types; rooms can be reached by name too.
import { Spotlight, spotlight } from '@mantine/spotlight';
import { Kbd, Loader, Text, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { mdiAccountOutline, mdiCashMultiple, mdiFileDocumentOutline, mdiLanConnect, mdiMagnify, mdiWifi } from '@mdi/js';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '@/api/query';
import type { SearchHit } from '@/api/types';
import { useGo } from '@/ui/AppLink';
import { Icon } from '@/ui/Icon';
import { href_of } from '@/ui/Timeline';
import { message_of } from '@/ui/Trouble';
import { all_places } from './nav';
import { word } from './words';

const icons: Record<string, string> = {
  customer: mdiAccountOutline, service: mdiWifi, invoice: mdiFileDocumentOutline, payment: mdiCashMultiple, session: mdiLanConnect,
};

export function hit_href(hit: SearchHit): string {
  return href_of(hit.kind, hit.id) ?? (hit.link.startsWith('/') ? hit.link : '/');
}

export function SearchButton() {
  const { t } = useTranslation();
  return (
    <UnstyledButton className="search-button" onClick={spotlight.open} aria-label={`${t('search.label')}: ${t('search.placeholder')}`} aria-keyshortcuts="/ Control+K">
      <Icon path={mdiMagnify} size={17} />
      <span className="search-words clip">{t('search.placeholder')}</span>
      <Kbd size="xs" aria-hidden>/</Kbd>
    </UnstyledButton>
  );
}

export function GlobalSearch() {
  const { t } = useTranslation();
  const go = useGo();
  const [text, set_text] = useState('');
  const [wanted] = useDebouncedValue(text.trim(), 180);
  const answer = useApi('/v1/search', { query: { q: wanted } }, { enabled: wanted.length >= 2, keep: true });
  const asked = wanted.length >= 2;
  const hits = asked ? (answer.data?.hits ?? []) : [];
  const rooms = all_places.filter(({ word }) => t(`nav.${word}`).toLowerCase().includes(text.trim().toLowerCase())).slice(0, asked ? 3 : 20);
  const busy = asked && (answer.isFetching || wanted !== text.trim());
  return (
    <Spotlight.Root query={text} onQueryChange={set_text} shortcut={['mod + K', '/']} scrollable maxHeight="70vh" size="lg" clearQueryOnClose>
      <Spotlight.Search placeholder={t('search.placeholder')} aria-label={t('search.label')} leftSection={<Icon path={mdiMagnify} />} rightSection={busy ? <Loader size={16} /> : null} />
      <Spotlight.ActionsList>
        {hits.length > 0 && (
          <Spotlight.ActionsGroup label={t('search.results')}>
            {hits.map((hit) => (
              <Spotlight.Action key={`${hit.kind}${hit.id}`} onClick={() => go(hit_href(hit))}>
                <span className="hit">
                  <Icon path={icons[hit.kind] ?? mdiMagnify} />
                  <span style={{ flex: 1, minInlineSize: 0 }}>
                    <span className="clip" style={{ display: 'block' }}>{hit.title}</span>
                    <Text component="span" size="sm" c="dimmed" className="clip" display="block">{hit.subtitle}</Text>
                  </span>
                  <span className="status">{word(t, 'search_kind', hit.kind)}</span>
                </span>
              </Spotlight.Action>
            ))}
          </Spotlight.ActionsGroup>
        )}
        {rooms.length > 0 && (
          <Spotlight.ActionsGroup label={t('search.go_to')}>
            {rooms.map(({ href, word, icon, key }) => (
              <Spotlight.Action key={href} onClick={() => go(href)}>
                <span className="hit"><Icon path={icon} /><span style={{ flex: 1 }}>{t(`nav.${word}`)}</span><span aria-hidden><Kbd size="xs">g</Kbd> <Kbd size="xs">{key}</Kbd></span></span>
              </Spotlight.Action>
            ))}
          </Spotlight.ActionsGroup>
        )}
        {asked && !busy && hits.length === 0 && (
          <Spotlight.Empty>
            {answer.isError ? `${t('search.failed')}: ${message_of(answer.error, t)}` : <>{t('search.nothing', { text: wanted })}<br /><Text component="span" size="sm">{t('search.hint')}</Text></>}
          </Spotlight.Empty>
        )}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
