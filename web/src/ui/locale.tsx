// How this provider writes money, dates and numbers, for every component below.
import { createContext, useContext, useMemo, type ReactNode } from 'react';
import * as date from './format/date';
import * as money from './format/money';
import * as number from './format/number';

export interface ProviderLocale {
  currency: string;
  time_zone: string;
  /** Digits and money: the provider's own. */
  locale: string;
  /** Dates and other words: the interface's language, in the provider's country. */
  words: string;
}

interface Value extends ProviderLocale {
  /** The business's present moment, which a simulated clock may set far from the wall's. */
  now: () => string;
}

const LocaleContext = createContext<Value>({ currency: 'EUR', time_zone: 'UTC', locale: 'en', words: 'en-GB', now: () => new Date().toISOString() });

export function LocaleProvider({ children, ...value }: Value & { children: ReactNode }) {
  return <LocaleContext value={value}>{children}</LocaleContext>;
}

/** A locale the browser does not know must not take the page down. */
export function usable_locale(locale: string): string {
  const tag = locale.replace('_', '-').split('.')[0]!;
  try {
    return Intl.NumberFormat.supportedLocalesOf([tag])[0] ?? 'en-GB';
  } catch {
    return 'en-GB';
  }
}

export function words_locale(language: string, country: string): string {
  try {
    const wanted = `${language}-${country}`;
    return new Intl.DateTimeFormat(wanted).resolvedOptions().locale === wanted ? wanted : language === 'en' ? 'en-GB' : language;
  } catch {
    return 'en-GB';
  }
}

export function useFormat() {
  const { currency, time_zone, locale, words, now } = useContext(LocaleContext);
  return useMemo(
    () => ({
      currency,
      locale,
      time_zone,
      now,
      today: () => date.date_in_zone(now(), time_zone),
      money: (minor: number, of: string = currency) => money.format_money(minor, of, locale),
      money_compact: (minor: number, of: string = currency) => money.format_money_compact(minor, of, words),
      count: (value: number) => number.format_count(value, locale),
      octets: (value: number) => number.format_octets(value, locale),
      speed: (kbit: number) => number.format_speed(kbit, locale),
      percent: (ppm: number) => number.format_percent_ppm(ppm, locale),
      date: (value: string) => date.format_date(value, words),
      month: (value: string, short = false) => date.format_month(value, words, short),
      instant: (value: string) => date.format_instant(value, words, time_zone),
      time: (value: string) => date.format_time(value, words, time_zone),
      ago: (value: string) => date.format_ago(value, now(), words),
      date_of: (instant: string) => date.date_in_zone(instant, time_zone),
    }),
    [currency, time_zone, locale, words, now],
  );
}

export type Format = ReturnType<typeof useFormat>;
