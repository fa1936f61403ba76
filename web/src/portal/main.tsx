import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import '../ui/base.css';
import './portal.css';
import i18next from './i18n';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { should_retry } from '@/api/query';
import { css_variables, theme } from '@/ui/theme';
import { Portal } from './Portal';

document.documentElement.lang = i18next.language;
const queries = new QueryClient({ defaultOptions: { queries: { retry: should_retry, staleTime: 30_000 } } });

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={css_variables} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <Portal />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
