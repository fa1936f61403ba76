import { useTranslation } from 'react-i18next';
import { useApi } from '@/api/query';
import { Panel } from '@/ui/Panel';
import { Status } from '@/ui/Status';
import { When } from '@/ui/values';

/** What was written to the customer, each opening to its text. Nothing is shown for a customer never written to. */
export function CustomerMessages({ id }: { id: number }) {
  const { t } = useTranslation();
  const messages = useApi('/v1/customers/{id}/messages', { path: { id } }).data?.items ?? [];
  if (messages.length === 0) return null;
  return (
    <Panel title={t('messages.title')}>
      <ul className="plain-list">
        {messages.slice(0, 10).map((message) => (
          <li key={message.id} className="message">
            <details>
              <summary><span className="strong">{message.subject}</span> <Status value={message.status}>{t(`messages.${message.status}`)}</Status></summary>
              <div className="message-body">{message.body.trim()}</div>
            </details>
            <div className="quiet small">{t('messages.to', { recipient: message.recipient })} · <When at={message.created_at} />{message.error && <> · {message.error}</>}</div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
