import { Kbd, Modal } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { all_places } from './nav';

export function Help({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useTranslation();
  const rows: [string[], string][] = [
    [['/', '|', 'Ctrl', 'K'], t('keys.search')],
    [['n'], t('keys.new')],
    [['p'], t('keys.pay')],
    [['↑', '↓'], t('keys.rows')],
    ...all_places.map(({ key, word }): [string[], string] => [['g', '>', key], t('keys.go', { room: t(`nav.${word}`) })]),
    [['?'], t('keys.help')],
  ];
  return (
    <Modal opened={opened} onClose={close} title={t('app.shortcuts')} closeButtonProps={{ 'aria-label': t('ui.close') }}>
      <dl className="facts" style={{ alignItems: 'center' }}>
        {rows.map(([keys, does]) => (
          <Fragment key={does}>
            <dt>
              {keys.map((key, index) => (
                <Fragment key={index}>
                  {key === '|' ? <span> {t('keys.or')} </span> : key === '>' ? <span> {t('keys.followed_by')} </span> : <Kbd>{key}</Kbd>}{' '}
                </Fragment>
              ))}
            </dt>
            <dd>{does}</dd>
          </Fragment>
        ))}
      </dl>
    </Modal>
  );
}
