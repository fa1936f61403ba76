import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import type { Service } from '@/api/types';
import { ask } from '@/ui/form/confirm';
import { message_of } from '@/ui/Trouble';
import { failed, told } from '@/ui/notify';
import { service_refresh } from './service_refresh';

/** Takes back the end of a service, after asking. */
export function useKeepService({ id, username }: Service) {
  const { t } = useTranslation();
  const keep = useAction((_: null, headers) => client.POST('/v1/services/{id}/keep', { params: { path: { id } }, headers }), {
    refresh: service_refresh,
    done: () => told(t('contract.kept')),
    failed: (error) => failed(message_of(error, t)),
  });
  return {
    pending: keep.isPending,
    ask: () => ask(t, { title: t('contract.keep_ask', { username }), body: t('contract.keep_body'), yes: t('contract.keep_yes'), danger: false, act: () => keep.mutate(null) }),
  };
}
