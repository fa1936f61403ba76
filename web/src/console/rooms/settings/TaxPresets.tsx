// The taxes of countries that ship with the program, each dated and loaded with one press.
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAction } from '@/api/action';
import { client } from '@/api/client';
import { useApi } from '@/api/query';
import type { TaxPreset } from '@/api/types';
import { useFormat } from '@/ui/locale';
import { Panel } from '@/ui/Panel';
import { Status } from '@/ui/Status';
import { FormTrouble } from '@/ui/Trouble';
import { told } from '@/ui/notify';
import { useMay } from '../../app/session';

export function TaxPresets() {
  const { t } = useTranslation();
  const presets = useApi('/v1/tax-presets').data?.items ?? [];
  if (presets.length === 0) return null;
  return (
    <Panel title={t('tax_presets.title')} flush>
      <p className="panel-body quiet small" style={{ margin: 0 }}>{t('tax_presets.hint')}</p>
      <ul className="plain-list">
        {presets.map((preset) => <Preset key={preset.code} preset={preset} />)}
      </ul>
    </Panel>
  );
}

function Preset({ preset }: { preset: TaxPreset }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const load = useAction((code: string, headers) => client.POST('/v1/tax-presets/{code}/load', { params: { path: { code } }, headers }), {
    refresh: ['/v1/tax-presets', '/v1/taxes', '/v1/jurisdictions', '/v1/tax-lookup'],
    done: (loaded) => told(loaded.skipped.length > 0 ? t('tax_presets.skipped', { what: loaded.skipped.join('; ') }) : t('tax_presets.loaded', { taxes: loaded.taxes_added, rates: loaded.rates_added })),
  });
  const all = preset.rates_loaded === preset.rates && preset.taxes_loaded === preset.taxes;
  const none = preset.taxes_loaded === 0;
  return (
    <li className="panel-body" style={{ borderTop: '1px solid var(--line)', display: 'flex', gap: '1rem', alignItems: 'flex-start', flexWrap: 'wrap' }}>
      <div style={{ flex: '1 1 16rem', minWidth: 0 }}>
        <strong>{preset.name}</strong> {!none && <Status value={all ? 'paid' : 'open'}>{all ? t('tax_presets.complete') : t('tax_presets.partly', { loaded: preset.rates_loaded, all: preset.rates })}</Status>}
        <div className="quiet small">{t('tax_presets.facts', { taxes: preset.taxes, rates: preset.rates, date: format.date(preset.as_of) })}</div>
        <div className="quiet small sentence">{preset.note}</div>
        <FormTrouble error={load.error} rest={[]} />
      </div>
      {may('settings.write') && !all && (
        <Button variant="default" size="compact-sm" loading={load.isPending} onClick={() => load.mutate(preset.code)} aria-label={`${none ? t('tax_presets.load') : t('tax_presets.complete_it')}: ${preset.name}`}>{none ? t('tax_presets.load') : t('tax_presets.complete_it')}</Button>
      )}
    </li>
  );
}
