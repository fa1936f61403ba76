import { Title } from '@mantine/core';
import { useId, type ReactNode } from 'react';

interface Props {
  title?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** Tables and lists touch the panel's edges. */
  flush?: boolean;
  className?: string;
  id?: string;
}

export function Panel({ title, actions, children, flush, className, id }: Props) {
  const heading = useId();
  return (
    <section className={`panel ${className ?? ''}`} aria-labelledby={title ? heading : undefined} id={id}>
      {(title || actions) && (
        <div className="panel-head">
          {title ? <Title order={2} id={heading}>{title}</Title> : <span />}
          {actions}
        </div>
      )}
      {flush ? children : <div className="panel-body">{children}</div>}
    </section>
  );
}

export function Facts({ items }: { items: ([ReactNode, ReactNode] | false | null | undefined)[] }) {
  return (
    <dl className="facts">
      {items.filter((item) => !!item).map(([label, value], index) => (
        <Fact key={index} label={label} value={value} />
      ))}
    </dl>
  );
}

function Fact({ label, value }: { label: ReactNode; value: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </>
  );
}
