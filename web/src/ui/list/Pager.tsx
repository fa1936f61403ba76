import { ActionIcon, Group, Text } from '@mantine/core';
import { mdiChevronLeft, mdiChevronRight, mdiPageFirst } from '@mdi/js';
import { useTranslation } from 'react-i18next';
import { Icon } from '../Icon';
import { useFormat } from '../locale';

/** Cursor paging: back to the start, one back, one on. */
export function Pager({ page, more, go }: { page: number; more: boolean; go: (page: number) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Group gap={2} aria-label={t('list.pages')} renderRoot={(props) => <nav {...props} />}>
      <ActionIcon size="lg" disabled={page <= 1} aria-label={t('list.first')} onClick={() => go(1)}><Icon path={mdiPageFirst} flip_rtl /></ActionIcon>
      <ActionIcon size="lg" disabled={page <= 1} aria-label={t('list.previous')} onClick={() => go(page - 1)}><Icon path={mdiChevronLeft} flip_rtl /></ActionIcon>
      <Text size="sm" px={6} aria-current="page">{t('list.page', { page: format.count(page) })}</Text>
      <ActionIcon size="lg" disabled={!more} aria-label={t('list.next')} onClick={() => go(page + 1)}><Icon path={mdiChevronRight} flip_rtl /></ActionIcon>
    </Group>
  );
}
