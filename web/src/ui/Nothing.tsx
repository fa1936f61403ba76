import { Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Icon } from './Icon';

/** An empty state says what would be here and what to do to get it. */
export function Nothing({ icon, title, children, action }: { icon: string; title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <Stack align="center" gap={6} py={36} px="md">
      <span className="quiet"><Icon path={icon} size={32} /></span>
      <Text fw={600}>{title}</Text>
      {children && <Text c="dimmed" ta="center" maw="32rem">{children}</Text>}
      {action && <div style={{ marginBlockStart: 8 }}>{action}</div>}
    </Stack>
  );
}
