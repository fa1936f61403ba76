import { useParams } from '@tanstack/react-router';
import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useApi } from '@/api/query';
import { AppLink } from '@/ui/AppLink';
import { LoadingRows } from '@/ui/list/ResourceList';
import { useFormat } from '@/ui/locale';
import { PageHead } from '@/ui/PageHead';
import { Facts, Panel } from '@/ui/Panel';
import { Trouble } from '@/ui/Trouble';
import { Dash, Money, OnDate } from '@/ui/values';
import { word } from '../../app/words';
import { DownloadButton } from '../documents/DownloadButton';

export function PaymentPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { id } = useParams({ strict: false }) as { id: string };
  const answer = useApi('/v1/payments/{id}', { path: { id: Number(id) } });
  if (answer.isError && !answer.data) return <Trouble error={answer.error} retry={() => void answer.refetch()} />;
  if (!answer.data) return <LoadingRows />;
  const payment = answer.data;
  return (
    <>
      <PageHead
        title={format.money(payment.amount_minor, payment.currency)} up={{ href: '/payments', label: t('payments.up') }}
        note={<>{t('payments.one', { id: payment.id })} · <AppLink href={`/customers/${payment.customer_id}`}>{payment.customer_name}</AppLink></>}
        actions={<DownloadButton address={`/v1/payments/${payment.id}/receipt/pdf`} label={t('documents.receipt')} />}
      />
      <Stack gap="md" maw={860}>
        <Panel>
          <Facts items={[
            [t('payments.received_on'), <OnDate key="on" date={payment.received_on} />],
            [t('payments.method'), word(t, 'method', payment.method)],
            [t('payments.reference'), payment.reference || <Dash key="none" />],
            payment.note !== '' && [t('payments.note'), payment.note],
            [t('payments.recorded'), t('payments.by', { when: format.instant(payment.recorded_at), who: payment.recorded_by })],
          ]} />
        </Panel>
        <Panel title={t('payments.allocated')} flush>
          <table className="grid-table">
            <thead><tr><th scope="col">{t('payments.invoice')}</th><th scope="col" className="num">{t('payments.amount')}</th></tr></thead>
            <tbody>
              {payment.allocations.map((part) => (
                <tr key={part.invoice_id}><td><AppLink href={`/invoices/${part.invoice_id}`}>{part.invoice_number}</AppLink></td><td className="num"><Money minor={part.amount_minor} currency={payment.currency} /></td></tr>
              ))}
              {payment.credited_minor > 0 && <tr><td>{t('payments.to_credit')}</td><td className="num"><Money minor={payment.credited_minor} currency={payment.currency} /></td></tr>}
            </tbody>
          </table>
        </Panel>
        <Panel title={t('payments.restored')}>
          {payment.restored_services.length === 0 ? <span className="quiet">{t('payments.restored_none')}</span> : (
            <>{t('payments.restored_list')} {payment.restored_services.map((service, index) => <span key={service}>{index > 0 && ', '}<AppLink href={`/services/${service}`}>{t('payments.restored_service', { id: service })}</AppLink></span>)}</>
          )}
        </Panel>
      </Stack>
    </>
  );
}
