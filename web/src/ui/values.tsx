// Small values, each always drawn the same way.
import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from './locale';

/** An amount. `owed` colours credit (negative) green; plain amounts keep the text colour. */
export function Money({ minor, currency, owed, bad }: { minor: number; currency?: string; owed?: boolean; bad?: boolean }) {
  const format = useFormat();
  return (
    <span className={bad && minor > 0 ? 'money bad' : 'money'} data-negative={(owed && minor < 0) || undefined}>
      {format.money(minor, currency)}
    </span>
  );
}

export function OnDate({ date }: { date: string | null | undefined }) {
  const format = useFormat();
  return date ? <time dateTime={date} className="nowrap">{format.date(date)}</time> : <Dash />;
}

/** A moment: "3 minutes ago" with the full time on hover, or the full time. */
export function When({ at, full }: { at: string | null | undefined; full?: boolean }) {
  const format = useFormat();
  if (!at) return <Dash />;
  const exact = format.instant(at);
  if (full) return <time dateTime={at} className="nowrap">{exact}</time>;
  return (
    <Tooltip label={exact} events={{ hover: true, focus: false, touch: true }}>
      <time dateTime={at} className="nowrap">{format.ago(at)}</time>
    </Tooltip>
  );
}

export function Dash() {
  const { t } = useTranslation();
  return <span className="quiet"><span aria-hidden>–</span><span className="visually-hidden">{t('ui.none')}</span></span>;
}

export function Speed({ down, up }: { down: number | null; up: number | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (down === null && up === null) return <span className="nowrap">{t('ui.unlimited')}</span>;
  const rate = (kbit: number | null) => (kbit === null ? t('ui.unlimited') : format.speed(kbit));
  return (
    <span className="nowrap">
      <span aria-hidden>↓ </span><span className="visually-hidden">{t('ui.down')} </span>{rate(down)}
      <span aria-hidden> ↑ </span><span className="visually-hidden"> {t('ui.up')} </span>{rate(up)}
    </span>
  );
}

/** Octets from the customer's side: what they downloaded ("out" of the network) first. */
export function Traffic({ octets_in, octets_out }: { octets_in: number; octets_out: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <span className="nowrap">
      <span aria-hidden>↓ </span><span className="visually-hidden">{t('ui.downloaded')} </span>{format.octets(octets_out)}
      <span aria-hidden> ↑ </span><span className="visually-hidden"> {t('ui.uploaded')} </span>{format.octets(octets_in)}
    </span>
  );
}
