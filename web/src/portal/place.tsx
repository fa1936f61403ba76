// Which room the address names. The portal has so few that it routes by itself.
import { useSyncExternalStore, type MouseEvent, type ReactNode } from 'react';

const base = '/portal';
const listeners = new Set<() => void>();
const subscribe = (told: () => void) => {
  listeners.add(told);
  globalThis.addEventListener('popstate', told);
  return () => {
    listeners.delete(told);
    globalThis.removeEventListener('popstate', told);
  };
};

/** "/", "/invoices/12": below /portal. */
export function usePlace(): string {
  const path = useSyncExternalStore(subscribe, () => location.pathname);
  return (path.startsWith(base) ? path.slice(base.length) : path).replace(/\/+$/, '') || '/';
}

export function go(place: string, replace = false): void {
  history[replace ? 'replaceState' : 'pushState'](null, '', base + place);
  for (const told of listeners) told();
  scrollTo(0, 0);
}

export function Go({ to, children, className, current, label }: { to: string; children: ReactNode; className?: string; current?: boolean; label?: string }) {
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(to);
  };
  return <a href={base + to} className={className} aria-current={current ? 'page' : undefined} aria-label={label} onClick={follow}>{children}</a>;
}
