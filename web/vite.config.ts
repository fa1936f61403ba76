import { gzipSync } from 'node:zlib';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** The server sends assets as they lie on disk; beside each that gains by it lies its gzip. */
function gzip_siblings(): Plugin {
  let out = '';
  const walk = (folder: string): string[] =>
    readdirSync(folder).flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? walk(path) : [path];
    });
  return {
    name: 'gzip-siblings',
    apply: 'build',
    configResolved(config) {
      out = config.build.outDir;
    },
    closeBundle() {
      for (const path of walk(out).filter((name) => /\.(html|js|mjs|css|svg|json|txt|map)$/.test(name))) {
        const body = readFileSync(path);
        const packed = gzipSync(body, { level: 9 });
        if (body.length > 512 && packed.length < body.length * 0.95) writeFileSync(`${path}.gz`, packed);
      }
    },
  };
}

/** `npm run dev` talks to the Demarc at DEMARC_URL. */
const proxy = { '/v1': { target: process.env['DEMARC_URL'] ?? 'http://127.0.0.1:8080' } };

export default defineConfig({
  plugins: [react(), gzip_siblings()],
  resolve: { alias: { '@': join(import.meta.dirname, 'src') } },
  server: { host: '127.0.0.1', proxy },
  preview: { host: '127.0.0.1', proxy },
  build: {
    outDir: 'dist',
    target: 'es2023',
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      input: { console: join(import.meta.dirname, 'index.html'), portal: join(import.meta.dirname, 'portal/index.html') },
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]|@tanstack[\\/](react-query|query-core)[\\/]/ },
            { name: 'words', test: /node_modules[\\/](i18next|react-i18next)[\\/]/ },
            // Of both the kit and the charts: on its own, so that who draws none loads none.
            { name: 'tslib', test: /node_modules[\\/]tslib[\\/]/, priority: 1 },
            { name: 'charts', test: /node_modules[\\/](echarts|zrender)[\\/]/ },
          ],
        },
      },
    },
  },
  test: { environment: 'happy-dom', include: ['src/**/*.test.{ts,tsx}'], setupFiles: ['src/testing/setup.ts'], restoreMocks: true },
});
