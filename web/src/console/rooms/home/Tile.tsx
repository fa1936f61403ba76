import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { route_of } from '@/ui/AppLink';

interface Props {
  label: string;
  value: string;
  note?: ReactNode;
  href: string;
  tone?: 'bad';
  /** Changes by itself: read out politely. */
  live?: boolean;
}

export function Tile({ label, value, note, href, tone, live }: Props) {
  return (
    <Link {...route_of(href)} className="panel tile">
      <span className="quiet small">{label}</span>
      <span className={tone ? 'tile-value bad' : 'tile-value'} aria-live={live ? 'polite' : undefined}>{value}</span>
      {note && <span className="quiet small">{note}</span>}
    </Link>
  );
}
