// Documents: a PDF to keep, HTML to look at in a frame that can run nothing and reach nothing.
import { Button, Skeleton } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { file_of, save_file } from '@/api/file';
import { message_of, Trouble } from '@/ui/Trouble';

export function Download({ address, label, described }: { address: string; label: string; described?: string }) {
  const { t } = useTranslation();
  const load = useMutation({ mutationFn: () => file_of(address), onSuccess: save_file });
  return <span><Button variant="default" loading={load.isPending} aria-label={described} onClick={() => load.mutate()}>{label}</Button>{load.error && <span className="bad small" role="alert"> {message_of(load.error, t)}</span>}</span>;
}

export function Paper({ address, title }: { address: string; title: string }) {
  const answer = useQuery({ queryKey: [address, 'paper'], queryFn: async ({ signal }) => (await file_of(address, undefined, signal)).blob.text(), retry: false });
  if (answer.isError) return <Trouble error={answer.error} retry={() => void answer.refetch()} />;
  if (!answer.data) return <Skeleton height={400} />;
  return <iframe className="portal-paper" title={title} srcDoc={answer.data} sandbox="" />;
}
