// Links inside the product: real anchors (middle click, copy address) that navigate without a reload.
import { Anchor, Button, type AnchorProps, type ButtonProps } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useCallback, type ReactNode } from 'react';

/** "/invoices?status=open#top" → what the router wants. */
export function route_of(href: string): { to: string; search: Record<string, string>; hash?: string } {
  const url = new URL(href, 'http://here');
  return { to: url.pathname, search: Object.fromEntries(url.searchParams), hash: url.hash.slice(1) || undefined };
}

export function AppLink({ href, children, ...rest }: AnchorProps & { href: string; children: ReactNode; 'aria-label'?: string; className?: string; 'data-row-link'?: boolean }) {
  return <Anchor renderRoot={(props) => <Link {...route_of(href)} {...props} />} {...rest}>{children}</Anchor>;
}

export function LinkButton({ href, children, ...rest }: ButtonProps & { href: string; children: ReactNode }) {
  return <Button renderRoot={(props) => <Link {...route_of(href)} {...props} />} {...rest}>{children}</Button>;
}

export function useGo(): (href: string, replace?: boolean) => void {
  const navigate = useNavigate();
  return useCallback((href: string, replace = false) => void navigate({ ...route_of(href), replace }), [navigate]);
}
