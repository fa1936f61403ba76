import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import '../ui/base.css';
import './app/shell.css';
import './app/i18n';
import { DirectionProvider, MantineProvider, mergeThemeOverrides, Notification } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { css_variables, theme } from '@/ui/theme';
import { direction_of } from './app/i18n';
import i18next from './app/i18n';
import { queries, router } from './app/router';

document.documentElement.lang = i18next.language;
document.documentElement.dir = direction_of(i18next.language);

// Mantine makes a message's close button without a name; a screen reader needs one.
const named = mergeThemeOverrides(theme, { components: { Notification: Notification.extend({ defaultProps: { closeButtonProps: { 'aria-label': i18next.t('ui.close') } } }) } });

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <DirectionProvider initialDirection={direction_of(i18next.language)}>
      <MantineProvider theme={named} cssVariablesResolver={css_variables} defaultColorScheme="auto">
        <QueryClientProvider client={queries}>
          <ModalsProvider>
            <Notifications position="bottom-right" autoClose={5000} />
            <RouterProvider router={router} />
          </ModalsProvider>
        </QueryClientProvider>
      </MantineProvider>
    </DirectionProvider>
  </StrictMode>,
);
