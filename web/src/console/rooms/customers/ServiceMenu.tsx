import { ActionIcon, Menu, Modal, Stack, Text } from '@mantine/core';
import { mdiCalculatorVariantOutline, mdiDotsHorizontal, mdiEyeOutline, mdiHandBackRightOutline, mdiKeyVariant, mdiPauseCircleOutline, mdiPlayCircleOutline, mdiPackageVariantPlus, mdiSaleOutline, mdiStopCircleOutline, mdiSwapHorizontal, mdiTruckOutline } from '@mdi/js';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import type { Service } from '@/api/types';
import { ask } from '@/ui/form/confirm';
import { Carry } from '@/ui/form/fields';
import { Icon } from '@/ui/Icon';
import { message_of } from '@/ui/Trouble';
import { failed, told } from '@/ui/notify';
import { useFormat } from '@/ui/locale';
import { useGo } from '@/ui/AppLink';
import { useMay } from '../../app/session';
import { pauses_ahead } from './pause';
import { PauseDialog, ResumeDialog } from './pause_dialogs';
import { AddItemDialog, DiscountDialog } from './extras_dialogs';
import { EndDialog } from './EndDialog';
import { MoveDialog } from './MoveDialog';
import { ChangeLoginDialog, ChangePlanDialog, HoldDialog } from './service_dialogs';
import { service_refresh } from './service_refresh';
import { useKeepService } from './useKeepService';

type Open = 'plan' | 'move' | 'item' | 'discount' | 'login' | 'hold' | 'pause' | 'resume' | 'end' | null;

export function ServiceMenu({ service }: { service: Service }) {
  const { t } = useTranslation();
  const format = useFormat();
  const go = useGo();
  const may = useMay();
  const [open, set_open] = useState<Open>(null);
  const [password, set_password] = useState<string | null>(null);
  const close = () => set_open(null);
  const keep = useKeepService(service);
  const { username, id } = service;
  const release = useAction((_: null, headers) => client.POST('/v1/services/{id}/release', { params: { path: { id } }, headers }), {
    refresh: service_refresh,
    done: () => told(t('service.released')),
    failed: (error) => failed(message_of(error, t)),
  });
  const reveal = useAction((_: null, headers) => client.POST('/v1/services/{id}/reveal-password', { params: { path: { id } }, headers }), {
    refresh: ['/v1/customers/{id}/timeline'],
    done: (answer) => set_password(answer.password),
    failed: (error) => failed(message_of(error, t)),
  });
  const ask_release = () => ask(t, { title: t('service.release_ask', { username }), body: t('service.release_body'), yes: t('service.release'), danger: false, act: () => release.mutate(null) });
  const held = service.holds.length > 0;
  const ahead = pauses_ahead(service.pauses, format.today());
  return (
    <>
      <Menu width={210}>
        <Menu.Target><ActionIcon size="lg" variant="default" aria-label={t('service.manage', { username })}><Icon path={mdiDotsHorizontal} /></ActionIcon></Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon path={mdiSwapHorizontal} size={16} />} onClick={() => set_open('plan')}>{t('service.change_plan')}</Menu.Item>
          <Menu.Item leftSection={<Icon path={mdiTruckOutline} size={16} />} onClick={() => set_open('move')}>{t('move.menu')}</Menu.Item>
          <Menu.Item leftSection={<Icon path={mdiPackageVariantPlus} size={16} />} onClick={() => set_open('item')}>{t('extras.add_item_menu')}</Menu.Item>
          <Menu.Item leftSection={<Icon path={mdiSaleOutline} size={16} />} onClick={() => set_open('discount')}>{t('extras.discount_menu')}</Menu.Item>
          <Menu.Item leftSection={<Icon path={mdiKeyVariant} size={16} />} onClick={() => set_open('login')}>{t('service.change_login')}</Menu.Item>
          {may('billing.read') && <Menu.Item leftSection={<Icon path={mdiCalculatorVariantOutline} size={16} />} onClick={() => go(`/calculator?service=${id}`)}>{t('service.calculate')}</Menu.Item>}
          <Menu.Item leftSection={<Icon path={mdiEyeOutline} size={16} />} onClick={() => reveal.mutate(null)}>{t('service.reveal')}</Menu.Item>
          <Menu.Divider />
          {ahead.length > 0 && <Menu.Item leftSection={<Icon path={mdiPlayCircleOutline} size={16} />} onClick={() => set_open('resume')}>{t('service.resume')}</Menu.Item>}
          {!ahead.some(({ until }) => until === null) && <Menu.Item leftSection={<Icon path={mdiPauseCircleOutline} size={16} />} onClick={() => set_open('pause')}>{t('service.pause')}</Menu.Item>}
          {held
            ? <Menu.Item leftSection={<Icon path={mdiPlayCircleOutline} size={16} />} onClick={ask_release}>{t('service.release')}</Menu.Item>
            : <Menu.Item leftSection={<Icon path={mdiHandBackRightOutline} size={16} />} onClick={() => set_open('hold')}>{t('service.hold')}</Menu.Item>}
          {service.ends_on != null && <Menu.Item leftSection={<Icon path={mdiPlayCircleOutline} size={16} />} onClick={keep.ask}>{t('contract.keep')}</Menu.Item>}
          <Menu.Item leftSection={<Icon path={mdiStopCircleOutline} size={16} />} className="bad" onClick={() => set_open('end')}>{t('service.end')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ChangePlanDialog service={service} opened={open === 'plan'} close={close} />
      <MoveDialog service={service} opened={open === 'move'} close={close} />
      <AddItemDialog service={service} opened={open === 'item'} close={close} />
      <DiscountDialog service={service} opened={open === 'discount'} close={close} />
      <ChangeLoginDialog service={service} opened={open === 'login'} close={close} />
      <HoldDialog service={service} opened={open === 'hold'} close={close} />
      <PauseDialog service={service} opened={open === 'pause'} close={close} />
      <ResumeDialog service={service} opened={open === 'resume'} close={close} />
      <EndDialog service={service} opened={open === 'end'} close={close} />
      <Modal opened={password !== null} onClose={() => set_password(null)} title={t('service.password')} closeButtonProps={{ 'aria-label': t('ui.close') }}>
        <Stack gap="xs">
          <Carry value={username} label={t('service.username')} />
          <Carry value={password ?? ''} label={t('service.password')} />
          <Text size="sm" c="dimmed">{t('service.revealed')}</Text>
        </Stack>
      </Modal>
    </>
  );
}
