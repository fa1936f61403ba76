// Keys that work anywhere but in a field: `/` and Ctrl-K search, `?` help, `g` then a letter goes to a room.
import { useEffect, useRef } from 'react';

export function is_typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.closest('[role=dialog], [role=menu], [role=listbox]') !== null;
}

/** A page's own single-letter key. Dialogs and fields keep their letters. */
export function useKey(key: string, act: () => void, active = true): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    if (!active) return;
    const on_key = (event: KeyboardEvent) => {
      if (event.key !== key || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || is_typing(event.target)) return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener('keydown', on_key);
    return () => window.removeEventListener('keydown', on_key);
  }, [key, active]);
}

/** `g` and then one of `keys` within a second and a half. */
export function useGoKeys(keys: Record<string, () => void>): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    let pressed_at = 0;
    const on_key = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || is_typing(event.target)) return;
      if (event.key === 'g') {
        pressed_at = event.timeStamp;
        return;
      }
      const act = pressed_at && event.timeStamp - pressed_at < 1500 ? latest.current[event.key] : undefined;
      pressed_at = 0;
      if (!act) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      act();
    };
    window.addEventListener('keydown', on_key, true);
    return () => window.removeEventListener('keydown', on_key, true);
  }, []);
}
