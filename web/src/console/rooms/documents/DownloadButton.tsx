import { Button } from '@mantine/core';
import { mdiFileDownloadOutline } from '@mdi/js';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { file_of, save_file } from '@/api/file';
import { Icon } from '@/ui/Icon';
import { message_of } from '@/ui/Trouble';
import { failed } from '@/ui/notify';

/** Fetches a PDF and saves it under the server's name for it. */
export function DownloadButton({ address, label, primary }: { address: string; label: string; primary?: boolean }) {
  const { t } = useTranslation();
  const load = useMutation({ mutationFn: () => file_of(address), onSuccess: save_file, onError: (error) => failed(message_of(error, t)) });
  return <Button variant={primary ? 'filled' : 'default'} leftSection={<Icon path={mdiFileDownloadOutline} />} loading={load.isPending} onClick={() => load.mutate()}>{label}</Button>;
}
