// The page that answers in one look: what they have, what they owe, are they online, how fast, what changed and why.
import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { mdiCashPlus, mdiPencilOutline, mdiPlus, mdiTicketConfirmationOutline, mdiWifi } from '@mdi/js';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '@/api/query';
import type { Customer, Service } from '@/api/types';
import { Icon } from '@/ui/Icon';
import { useFormat } from '@/ui/locale';
import { Nothing } from '@/ui/Nothing';
import { PageHead } from '@/ui/PageHead';
import { Facts, Panel } from '@/ui/Panel';
import { Status } from '@/ui/Status';
import { Trouble } from '@/ui/Trouble';
import { Dash, Money, OnDate } from '@/ui/values';
import { useKey } from '../../app/keys';
import { useLegalEntities } from '../../app/entities';
import { useMay } from '../../app/session';
import { word } from '../../app/words';
import { CustomerDocuments } from '../documents/CustomerDocuments';
import { PaymentDialog } from '../payments/PaymentDialog';
import { RedeemDialog } from '../payments/RedeemDialog';
import { BillingDayDialog } from './BillingDayDialog';
import { CustomerInvoices, CustomerPayments } from './CustomerMoney';
import { CustomerDialog } from './CustomerDialog';
import { CustomerDiscounts } from './CustomerDiscounts';
import { PortalLink } from './PortalLink';
import { usePayerFacts } from './CustomerPayer';
import { CustomerMessages } from './CustomerMessages';
import { CustomerReferral } from './CustomerReferral';
import { CustomerTax } from './CustomerTax';
import { CustomerTimeline } from './CustomerTimeline';
import { AddServiceDialog } from './AddServiceDialog';
import { shown_status } from './pause';
import { ServiceCard } from './ServiceCard';

export function CustomerPage() {
  const { t } = useTranslation();
  const { id: text } = useParams({ strict: false }) as { id: string };
  const id = Number(text);
  const answer = useApi('/v1/customers/{id}', { path: { id } });
  const services = useApi('/v1/customers/{id}/services', { path: { id } });
  if (answer.isError && !answer.data) return <Trouble error={answer.error} retry={() => void answer.refetch()} />;
  if (!answer.data) return <LoadingPage />;
  return <Loaded key={id} customer={answer.data} services={services.data?.items} trouble={services.data ? null : services.error} retry={() => void services.refetch()} up={t('customer.up')} />;
}

function Loaded({ customer, services, trouble, retry, up }: { customer: Customer; services: Service[] | undefined; trouble: unknown; retry: () => void; up: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const [editing, edit] = useDisclosure(false);
  const [paying, pay] = useDisclosure(false);
  const [redeeming, redeem] = useDisclosure(false);
  const [adding, add] = useDisclosure(false);
  const [show_ended, set_show_ended] = useState(false);
  useKey('p', pay.open, may('payments.write'));
  const current = services?.filter(({ status }) => status !== 'ended') ?? [];
  const ended = services?.filter(({ status }) => status === 'ended') ?? [];
  const add_button = may('customers.write') && <Button variant="default" leftSection={<Icon path={mdiPlus} />} onClick={add.open}>{t('customer.add_service')}</Button>;

  return (
    <>
      <PageHead
        title={customer.name} up={{ href: '/customers', label: up }}
        badge={<><Status value={shown_status(customer)}>{word(t, 'customer_status', shown_status(customer))}</Status><BalanceBadge customer={customer} /></>}
        note={<>{t('customer.number', { number: customer.number })} · {word(t, 'customer_kind', customer.kind)} · {customer.city}</>}
        actions={
          <>
            <CustomerDocuments customer={customer} />
            {may('customers.write') && <Button variant="default" leftSection={<Icon path={mdiPencilOutline} />} onClick={edit.open}>{t('customer.edit')}</Button>}
            {may('payments.write') && <Button variant="default" leftSection={<Icon path={mdiTicketConfirmationOutline} />} onClick={redeem.open}>{t('vouchers.redeem')}</Button>}
            {may('payments.write') && <Button leftSection={<Icon path={mdiCashPlus} />} onClick={pay.open} aria-keyshortcuts="p">{t('customer.record_payment')}</Button>}
          </>
        }
      />
      <div className="customer-grid">
        <Stack gap="md" className="customer-main">
          <Panel title={t('customer.services')} actions={add_button} flush>
            {trouble ? <Trouble error={trouble} retry={retry} /> : !services ? <div className="panel-body"><Skeleton height={120} /></div> : current.length === 0 && ended.length === 0 ? (
              <Nothing icon={mdiWifi} title={t('customer.no_services')}>{t('customer.no_services_hint')}</Nothing>
            ) : (
              <>
                {current.map((service) => <ServiceCard key={service.id} service={service} />)}
                {ended.length > 0 && (
                  <div className="service">
                    <button type="button" className="link-button" aria-expanded={show_ended} onClick={() => set_show_ended(!show_ended)}>{t('customer.ended', { count: ended.length })}</button>
                  </div>
                )}
                {show_ended && ended.map((service) => <ServiceCard key={service.id} service={service} />)}
              </>
            )}
          </Panel>
          <CustomerInvoices id={customer.id} />
          <CustomerPayments id={customer.id} />
        </Stack>
        <Stack gap="md">
          <Account customer={customer} services={current} />
          <CustomerDiscounts customer={customer} services={current} />
          <CustomerReferral customer={customer} />
          <PortalLink customer={customer} />
          <CustomerTax id={customer.id} services={current} />
          <Panel title={t('customer.timeline')}><CustomerTimeline id={customer.id} /></Panel>
          <CustomerMessages id={customer.id} />
        </Stack>
      </div>
      <CustomerDialog opened={editing} close={edit.close} customer={customer} />
      <PaymentDialog opened={paying} close={pay.close} customer={customer} services={services ?? []} />
      <RedeemDialog opened={redeeming} close={redeem.close} customer={customer} services={services ?? []} />
      <AddServiceDialog opened={adding} close={add.close} customer={customer} />
    </>
  );
}

function BalanceBadge({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { balance_minor: balance, overdue_minor: overdue, currency } = customer;
  if (balance === 0 && overdue === 0) return null;
  const words = balance < 0 ? t('customer.in_credit') : t('customer.owes');
  return <Status value={overdue > 0 ? 'overdue' : balance < 0 ? 'paid' : 'open'}>{words} {format.money(Math.abs(balance), currency)}</Status>;
}

function Account({ customer, services }: { customer: Customer; services: Service[] }) {
  const { t } = useTranslation();
  const may = useMay();
  const [moving, move] = useDisclosure(false);
  const format = useFormat();
  const { balance_minor: balance, currency } = customer;
  const payer = usePayerFacts(customer, services);
  const { several } = useLegalEntities();
  const policies = useApi('/v1/dunning-policies');
  const policy = policies.data?.items.find(({ id }) => id === customer.dunning_policy_id);
  return (
    <Panel title={t('customer.account')}>
      <Stack gap="md">
        <Group justify="space-between" align="flex-end" wrap="wrap">
          <div>
            <Text size="sm" c="dimmed">{balance > 0 ? t('customer.owes') : balance < 0 ? t('customer.in_credit') : t('customer.settled')}</Text>
            <div className={`balance ${customer.overdue_minor > 0 ? 'bad' : balance < 0 ? 'good' : ''}`}>{format.money(Math.abs(balance), currency)}</div>
          </div>
          <Facts items={[
            [t('customer.open'), <span className="num" key="open"><Money minor={customer.open_minor} currency={currency} /></span>],
            customer.overdue_minor > 0 && [t('customer.overdue'), <Money key="overdue" minor={customer.overdue_minor} currency={currency} bad />],
            customer.credit_minor > 0 && [t('customer.credit'), <Money key="credit" minor={customer.credit_minor} currency={currency} />],
          ]} />
        </Group>
        <Facts items={[
          [t('customer.address'), <address key="address" style={{ fontStyle: 'normal' }}>{customer.street}<br />{customer.postal_code} {customer.city}{customer.region && <><br />{customer.region}</>}</address>],
          [t('customer.phone'), customer.phone ? <a key="tel" className="plain-link" href={`tel:${customer.phone.replace(/[^+\d]/g, '')}`}>{customer.phone}</a> : <Dash key="none" />],
          [t('customer.email'), customer.email ? <a key="mail" className="plain-link" href={`mailto:${customer.email}`}>{customer.email}</a> : <Dash key="none" />],
          customer.vat_number !== '' && [t('customer.vat'), customer.vat_number],
          [t('customer.since'), <OnDate key="since" date={customer.joined_on} />],
          [t('nav.billing'), <span key="billing">{t('customer.billing_day', { day: customer.billing_day })}, {t('customer.next_billing', { date: format.date(customer.next_billing_on) })}{may('customers.write') && <>{' · '}<button type="button" className="link-button" aria-label={t('billing_day.submit')} onClick={move.open}>{t('billing_day.change')}</button></>}</span>],
          several && [t('entities.one'), customer.legal_entity_name],
          ...payer.facts,
          policy && [t('customer.policy'), policy.name],
          customer.note !== '' && [t('customer.note'), <span key="note" style={{ whiteSpace: 'pre-line' }}>{customer.note}</span>],
        ]} />
      </Stack>
      <BillingDayDialog customer={customer} services={services} opened={moving} close={move.close} />
      {payer.dialog}
    </Panel>
  );
}

function LoadingPage() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t('ui.loading')}>
      <Skeleton height={28} width={260} mb="md" />
      <div className="customer-grid"><Skeleton height={360} /><Skeleton height={260} /></div>
    </div>
  );
}
