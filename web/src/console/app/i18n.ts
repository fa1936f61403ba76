// Every word on screen comes through here. Each room brings its own English; another language is the same tree beside it.
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { portal_en } from '@/portal/en';
import { ui_en } from '@/ui/en';
import { room_words } from '../rooms/en';
import { app_en } from './en';

export const en = { ...ui_en, ...app_en, ...room_words };

declare module 'i18next' {
  interface CustomTypeOptions {
    // The portal is another application with the same kit; what it says stands under one name.
    resources: { translation: typeof en & { portal: typeof portal_en } };
  }
}

void i18next.use(initReactI18next).init({
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: { translation: en } },
  interpolation: { escapeValue: false },
  returnNull: false,
});

const right_to_left = new Set(['ar', 'fa', 'he', 'ur']);
export function direction_of(language: string): 'rtl' | 'ltr' {
  return right_to_left.has(language.split('-')[0]!) ? 'rtl' : 'ltr';
}

export default i18next;
