import { Group, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { AppLink } from './AppLink';

interface Props {
  title: string;
  badge?: ReactNode;
  note?: ReactNode;
  actions?: ReactNode;
  up?: { href: string; label: string };
}

/** The top of every room: one h1, what it is about, what can be done. Sets the window's title too. */
export function PageHead({ title, badge, note, actions, up }: Props) {
  useDocumentTitle(`${title} · Demarc`);
  return (
    <header className="page-head">
      <div style={{ flex: '1 1 16rem', minInlineSize: 0 }}>
        {up && <AppLink href={up.href} fz="sm" className="no-print">‹ {up.label}</AppLink>}
        <Group gap="sm" wrap="wrap">
          <Title order={1} style={{ overflowWrap: 'anywhere' }}>{title}</Title>
          {badge}
        </Group>
        {note && <div className="quiet">{note}</div>}
      </div>
      {actions && <Group gap="xs" className="no-print">{actions}</Group>}
    </header>
  );
}
