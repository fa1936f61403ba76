import type { TFunction } from 'i18next';

/** The word for one of the API's values; a value newer than this console is shown as it came, readable. */
export function word(t: TFunction, group: string, value: string): string {
  const look_up = t as unknown as (key: string, options: { defaultValue: string }) => string;
  return look_up(`${group}.${value}`, { defaultValue: value.replaceAll('_', ' ') });
}
