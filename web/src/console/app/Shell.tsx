// The frame: header with the one search box, navigation at the side (behind a button and as a bar of five on a phone), the
// simulated clock where there is one, and the room.
import { ActionIcon, AppShell, Burger, Group, Menu, NavLink, ScrollArea, Text, useMantineColorScheme } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { spotlight } from '@mantine/spotlight';
import { mdiAccountCircleOutline, mdiBrightnessAuto, mdiKeyboardOutline, mdiLogout, mdiMagnify, mdiMenu, mdiWeatherNight, mdiWhiteBalanceSunny } from '@mdi/js';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '@/api/client';
import { useGo } from '@/ui/AppLink';
import { Icon } from '@/ui/Icon';
import { ClockBar } from './ClockBar';
import { GlobalSearch, SearchButton } from './GlobalSearch';
import { Help } from './Help';
import { useGoKeys, useKey } from './keys';
import { LiveMark, useLive } from './live';
import { Mark } from './Mark';
import { all_places, is_here, places } from './nav';
import { useMay, useMe } from './session';

export function Shell() {
  const { t } = useTranslation();
  const me = useMe();
  const may = useMay();
  const rooms = places.map(({ group, items }) => ({ group, items: items.filter(({ needs }) => may(needs)) })).filter(({ items }) => items.length > 0);
  const go = useGo();
  const { pathname } = useLocation();
  const [menu_open, menu] = useDisclosure(false);
  const [help_open, help] = useDisclosure(false);
  const live = useLive();
  useKey('?', help.open);
  useGoKeys(Object.fromEntries(all_places.map(({ key, href }) => [key, () => go(href)])));
  useEffect(menu.close, [pathname]);
  const simulated = me.clock.simulated;
  const quick = ['/', '/customers'].map((href) => all_places.find((place) => place.href === href)!);
  const online = all_places.find(({ href }) => href === '/sessions')!;

  return (
    <AppShell
      header={{ height: simulated ? 92 : 54 }}
      navbar={{ width: 216, breakpoint: 'md', collapsed: { mobile: !menu_open } }}
      footer={{ height: { base: 58, md: 0 } }}
      padding={0}
    >
      <a href="#content" className="skip-link">{t('app.skip')}</a>
      <AppShell.Header>
        <Group h={54} px="md" gap="sm" wrap="nowrap">
          <Burger opened={menu_open} onClick={menu.toggle} hiddenFrom="md" size="sm" aria-label={t('app.menu')} />
          <Link to="/" className="brand" aria-label={`Demarc: ${t('nav.home')}`}><Mark /><span className="brand-word">Demarc</span></Link>
          <Text c="dimmed" size="sm" className="clip provider-name" title={me.provider.name}>{me.provider.name}</Text>
          <SearchButton />
          <LiveMark state={live} />
          <AccountMenu help={help.open} />
        </Group>
        {simulated && <ClockBar />}
      </AppShell.Header>

      <AppShell.Navbar aria-label={t('app.navigation')}>
        <ScrollArea flex={1} type="auto" p="xs">
          {rooms.map(({ group, items }) => (
            <div key={group} className="nav-group">
              <Text size="xs" fw={600} c="dimmed" px={10} pb={4}>{t(`nav.${group}`)}</Text>
              {items.map(({ href, word, icon }) => (
                <NavLink
                  key={href} label={t(`nav.${word}`)} leftSection={<Icon path={icon} />} active={is_here(pathname, href)}
                  renderRoot={(props) => <Link to={href} {...props} aria-current={is_here(pathname, href) ? 'page' : undefined} onClick={menu.close} />}
                />
              ))}
            </div>
          ))}
        </ScrollArea>
      </AppShell.Navbar>

      <AppShell.Main id="content" tabIndex={-1}>
        <div className="room"><Outlet /></div>
      </AppShell.Main>

      <AppShell.Footer hiddenFrom="md">
        <nav className="bottom-bar" aria-label={t('app.menu')}>
          {quick.map(({ href, word, icon }) => <BarLink key={href} href={href} icon={icon} label={t(`nav.${word}`)} here={is_here(pathname, href)} />)}
          <button type="button" onClick={spotlight.open}><Icon path={mdiMagnify} size={22} />{t('search.label').split(' ')[0]}</button>
          <BarLink href={online.href} icon={online.icon} label={t('nav.sessions')} here={is_here(pathname, online.href)} />
          <button type="button" onClick={menu.toggle} aria-expanded={menu_open}><Icon path={mdiMenu} size={22} />{t('app.menu')}</button>
        </nav>
      </AppShell.Footer>
      <GlobalSearch />
      <Help opened={help_open} close={help.close} />
    </AppShell>
  );
}

function BarLink({ href, icon, label, here }: { href: string; icon: string; label: string; here: boolean }) {
  return <Link to={href} aria-current={here ? 'page' : undefined}><Icon path={icon} size={22} />{label}</Link>;
}

function AccountMenu({ help }: { help: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const sign_out = async () => {
    await client.DELETE('/v1/session').catch(() => undefined);
    window.location.replace('/sign-in');
  };
  const schemes = [['light', mdiWhiteBalanceSunny, t('app.theme_light')], ['dark', mdiWeatherNight, t('app.theme_dark')], ['auto', mdiBrightnessAuto, t('app.theme_auto')]] as const;
  return (
    <Menu width={240}>
      <Menu.Target><ActionIcon size="lg" aria-label={t('app.account')}><Icon path={mdiAccountCircleOutline} size={22} /></ActionIcon></Menu.Target>
      <Menu.Dropdown>
        <div style={{ padding: '8px 12px' }}>
          <Text fw={600}>{me.name}</Text>
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>{me.email}</Text>
          <Text size="sm" c="dimmed">{t('app.signed_in_as', { role: t(`role.${me.role}`) })}</Text>
        </div>
        <Menu.Divider />
        <Menu.Label c="dimmed">{t('app.theme')}</Menu.Label>
        {schemes.map(([scheme, icon, label]) => (
          <Menu.Item key={scheme} role="menuitemradio" aria-checked={colorScheme === scheme} leftSection={<Icon path={icon} size={16} />} fw={colorScheme === scheme ? 600 : undefined} onClick={() => setColorScheme(scheme)}>{label}</Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<Icon path={mdiKeyboardOutline} size={16} />} onClick={help}>{t('app.shortcuts')}</Menu.Item>
        <Menu.Item leftSection={<Icon path={mdiLogout} size={16} />} onClick={() => void sign_out()}>{t('app.sign_out')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
