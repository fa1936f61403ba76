// What happens to the service, event by event: when it takes effect, and when the office comes to know of it.
import { ActionIcon, Button, Group, SegmentedControl, Select, Switch, TextInput } from '@mantine/core';
import { mdiClose, mdiPlus } from '@mdi/js';
import { useTranslation } from 'react-i18next';
import { useApi } from '@/api/query';
import { add_days } from '@/ui/format/date';
import { DateField } from '@/ui/form/fields';
import { Icon } from '@/ui/Icon';
import type { Search } from '@/ui/list/state';
import { AmountField, PercentField, WholeField } from './amounts';
import { blank_event, discount_ways, event_kinds, is_discount, most_events, most_instalments, most_periods, most_quantity, write_events, type DiscountWay, type DraftEvent, type EventKind } from './draft';
import { PlanSelect } from './Subject';

/** The names of the API's members, and where the event itself is refused: `kind`. */
const members = ['kind', 'on', 'known_on', 'plan_id', 'quantity', 'price_minor', 'instalments', 'coupon_code', 'name', 'percent_ppm', 'amount_minor', 'periods', 'billing_day'] as const;
type Errors = Partial<Record<(typeof members)[number], string>>;

function errors_of(errors: Record<string, string>, at: number): Errors {
  const found: Errors = {};
  for (const member of members) {
    const text = errors[`events.${at}.${member}`];
    if (text !== undefined) found[member] = text;
  }
  const whole = errors[`events.${at}`];
  return whole === undefined || found.kind !== undefined ? found : { ...found, kind: whole };
}

export function EventRows({ events, set, errors }: { events: DraftEvent[]; set: (change: Search) => void; errors: Record<string, string> }) {
  const { t } = useTranslation();
  const write = (changed: DraftEvent[]) => set({ events: write_events(changed) });
  const edit = (at: number, change: Partial<DraftEvent>) => write(events.map((event, index) => (index === at ? { ...event, ...change } : event)));
  const add = (kind: EventKind) => write([...events, blank_event(kind)]);
  return (
    <fieldset className="quote-events">
      <legend>{t('calculator.events')}</legend>
      {events.length === 0 && <p className="quiet">{t('calculator.no_events')}</p>}
      {events.map((event, at) => (
        <EventRow key={at} event={event} position={at + 1} edit={(change) => edit(at, change)} remove={() => write(events.filter((_, index) => index !== at))} errors={errors_of(errors, at)} />
      ))}
      {events.length < most_events && (
        <Group gap="xs" role="group" aria-label={t('calculator.add')}>
          {event_kinds.map((kind) => <Button key={kind} size="compact-sm" variant="default" leftSection={<Icon path={mdiPlus} size={14} />} onClick={() => add(kind)}>{t(`event.${kind}`)}</Button>)}
        </Group>
      )}
      {errors['events'] && <p className="bad small" role="alert">{errors['events']}</p>}
    </fieldset>
  );
}

interface PartProps {
  event: DraftEvent;
  edit: (change: Partial<DraftEvent>) => void;
  errors: Errors;
}

function EventRow({ event, position, edit, remove, errors }: PartProps & { position: number; remove: () => void }) {
  const { t } = useTranslation();
  // A person says the last day of service, the API the first without.
  const shift = event.kind === 'end' ? 1 : 0;
  return (
    <div className="quote-event" role="group" aria-label={t('calculator.event', { position })}>
      <div className="quote-event-head">
        <Select
          aria-label={t('calculator.kind')} allowDeselect={false} value={event.kind} data={event_kinds.map((value) => ({ value, label: t(`event.${value}`) }))} error={errors.kind}
          onChange={(kind) => kind && edit({ ...blank_event(kind as EventKind), on: event.on, known_on: event.known_on })}
        />
        <ActionIcon variant="default" size="lg" aria-label={t('calculator.remove', { position })} onClick={remove}><Icon path={mdiClose} size={16} /></ActionIcon>
      </div>
      {event.kind === 'change_plan' && <NewTerms event={event} edit={edit} errors={errors} />}
      {event.kind === 'add_item' && <Beside event={event} edit={edit} errors={errors} />}
      {event.kind === 'top_up' && <AmountField label={t('calculator.money')} description={t('calculator.money_hint')} required least={1} value={event.amount_minor} set={(amount_minor) => edit({ amount_minor })} error={errors.amount_minor} />}
      {event.kind === 'billing_day' && <WholeField label={t('calculator.billing_day')} description={t('calculator.billing_day_range')} required most={31} value={event.billing_day} set={(billing_day) => edit({ billing_day })} error={errors.billing_day} />}
      {is_discount(event.kind) && <Discount event={event} edit={edit} errors={errors} />}
      <div className="two-close">
        <DateField
          label={t(`event_day.${event.kind}`)} description={<>&nbsp;</>} required value={event.on && shift ? add_days(event.on, -shift) : event.on} error={errors.on}
          onChange={({ currentTarget: { value } }) => edit({ on: value && shift ? add_days(value, shift) : value })}
        />
        <DateField label={t('calculator.known_on')} description={t('calculator.known_on_hint')} value={event.known_on} onChange={({ currentTarget: { value } }) => edit({ known_on: value })} error={errors.known_on} />
      </div>
    </div>
  );
}

/** Another plan, another quantity, or both. */
function NewTerms({ event, edit, errors }: PartProps) {
  const { t } = useTranslation();
  return (
    <div className="two-close">
      <PlanSelect label={t('calculator.plan')} description={t('calculator.plan_stays')} required={event.quantity === null} value={event.plan_id} set={(plan_id) => edit({ plan_id })} error={errors.plan_id} />
      <WholeField label={t('calculator.quantity')} description={t('calculator.quantity_stays')} most={most_quantity} value={event.quantity} set={(quantity) => edit({ quantity })} error={errors.quantity} />
    </div>
  );
}

/** What recurs beside the plan, or is charged once, at once or in instalments. */
function Beside({ event, edit, errors }: PartProps) {
  const { t } = useTranslation();
  const plan = useApi('/v1/plans').data?.items.find(({ id }) => id === event.plan_id);
  return (
    <>
      <PlanSelect label={t('calculator.item')} description={t('calculator.item_hint')} once value={event.plan_id} set={(plan_id) => edit({ plan_id, instalments: null })} error={errors.plan_id} />
      <div className="two-close">
        <WholeField label={t('calculator.quantity')} description={t('calculator.quantity_hint')} most={most_quantity} value={event.quantity} set={(quantity) => edit({ quantity })} error={errors.quantity} />
        <AmountField label={t('calculator.agreed')} description={t('calculator.agreed_hint')} currency={plan?.currency} least={0} value={event.price_minor} set={(price_minor) => edit({ price_minor })} error={errors.price_minor} />
      </div>
      {(plan?.is_once || event.instalments !== null) && (
        <WholeField label={t('calculator.instalments')} description={t('calculator.instalments_hint')} most={most_instalments} value={event.instalments} set={(instalments) => edit({ instalments })} error={errors.instalments} />
      )}
    </>
  );
}

function Discount({ event, edit, errors }: PartProps) {
  const { t } = useTranslation();
  return (
    <>
      <SegmentedControl aria-label={t('calculator.discount_by')} fullWidth data={discount_ways.map((value) => ({ value, label: t(`discount_way.${value}`) }))} value={event.by} onChange={(by) => edit({ by: by as DiscountWay })} />
      {event.by === 'coupon' ? (
        <TextInput label={t('calculator.coupon')} required autoComplete="off" maxLength={40} value={event.coupon} onChange={({ currentTarget: { value } }) => edit({ coupon: value })} error={errors.coupon_code} />
      ) : (
        <>
          <div className="two-close">
            {event.by === 'percent'
              ? <PercentField label={t('calculator.percent')} description={t(event.kind === 'discount' ? 'calculator.percent_hint' : 'calculator.invoice_percent_hint')} required value={event.percent_ppm} set={(percent_ppm) => edit({ percent_ppm })} error={errors.percent_ppm} />
              : <AmountField label={t('calculator.amount')} description={t(event.kind === 'discount' ? 'calculator.amount_hint' : 'calculator.invoice_amount_hint')} required least={1} value={event.amount_minor} set={(amount_minor) => edit({ amount_minor })} error={errors.amount_minor} />}
            <WholeField label={t(event.kind === 'discount' ? 'calculator.periods' : 'calculator.invoices')} description={t('calculator.periods_hint')} most={most_periods} value={event.periods} set={(periods) => edit({ periods })} error={errors.periods} />
          </div>
          <TextInput label={t('calculator.discount_name')} description={t('calculator.discount_name_hint')} maxLength={80} value={event.name} onChange={({ currentTarget: { value } }) => edit({ name: value })} error={errors.name} />
          {event.kind === 'discount' && <Switch label={t('calculator.on_add_ons')} checked={event.on_add_ons} onChange={({ currentTarget: { checked } }) => edit({ on_add_ons: checked })} />}
        </>
      )}
    </>
  );
}
