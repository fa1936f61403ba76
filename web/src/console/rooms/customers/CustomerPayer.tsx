// On a customer's page, among the facts of the account: who is billed for them, and for whom they are.
import { useDisclosure } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '@/api/query';
import type { Customer, Service } from '@/api/types';
import { AppLink } from '@/ui/AppLink';
import { useFormat } from '@/ui/locale';
import { useMay } from '../../app/session';
import { PayerDialog } from './PayerDialog';

export function usePayerFacts(customer: Customer, services: Service[]): { facts: [ReactNode, ReactNode][]; dialog: ReactNode } {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const [changing, change] = useDisclosure(false);
  const payers = useApi('/v1/customers/{id}/payer', { path: { id: customer.id } }).data;
  if (!payers) return { facts: [], dialog: null };
  const today = format.today();
  const coming = payers.history.filter(({ from }) => from > today);
  const paid_for = payers.pays_for.filter(({ until }) => until == null || until > today);
  const facts: [ReactNode, ReactNode][] = [[t('payer.billed_to'), (
    <span key="to">
      {payers.billed_to ? <AppLink href={`/customers/${payers.billed_to.id}`}>{payers.billed_to.name}</AppLink> : t('payer.themselves')}
      {may('customers.write') && <>{' · '}<button type="button" className="link-button" aria-label={t('payer.submit')} onClick={change.open}>{t('payer.change')}</button></>}
      {coming.map(({ from, payer }) => <div key={from} className="quiet small">{t('payer.from', { date: format.date(from), name: payer?.name ?? t('payer.themselves') })}</div>)}
    </span>
  )]];
  if (paid_for.length > 0) {
    facts.push([t('payer.pays_for'), (
      <span key="for">
        {paid_for.map(({ customer: other, from, until }) => (
          <div key={`${other.id}${from}`}>
            <AppLink href={`/customers/${other.id}`}>{other.name}</AppLink>
            {(from > today || until != null) && <span className="quiet small"> {from > today ? t('payer.since_day', { date: format.date(from) }) : t('payer.until_day', { date: format.date(until!) })}</span>}
          </div>
        ))}
      </span>
    )]);
  }
  return { facts, dialog: <PayerDialog customer={customer} payers={payers} services={services} opened={changing} close={change.close} /> };
}
