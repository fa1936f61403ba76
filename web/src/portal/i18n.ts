// The portal's words: the kit's and its own.
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { ui_en } from '@/ui/en';
import { portal_en } from './en';

void i18next.use(initReactI18next).init({
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: { translation: { ...ui_en, portal: portal_en } } },
  interpolation: { escapeValue: false },
  returnNull: false,
});

export default i18next;
