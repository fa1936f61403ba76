import { Skeleton } from '@mantine/core';
import { useQuery, keepPreviousData } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { file_of } from '@/api/file';
import { Trouble } from '@/ui/Trouble';

interface Props {
  /** Of the HTML form. */
  address: string;
  title: string;
  /** Of a preview: asked again when it changes, while the last one stays in sight. */
  body?: unknown;
  /** Told when the present wish cannot be drawn, and null when it can again; the last one that could stays in sight. */
  on_error?: (error: Error | null) => void;
}

/** A document as its reader will see it, in a frame that can run nothing and reach nothing. */
export function PaperFrame({ address, title, body, on_error }: Props) {
  const { t } = useTranslation();
  const answer = useQuery({
    queryKey: [address, 'paper', body ?? null],
    queryFn: async ({ signal }) => (await file_of(address, body, signal)).blob.text(),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const last = useRef<string>(undefined);
  if (answer.data) last.current = answer.data;
  useEffect(() => on_error?.(answer.error), [answer.error]);
  if (answer.isError && !last.current) return <Trouble error={answer.error} retry={() => void answer.refetch()} />;
  if (!last.current) return <div className="panel-body"><Skeleton height={520} /></div>;
  return <iframe className="paper-frame" title={t('documents.shown', { title })} srcDoc={last.current} sandbox="" />;
}
