/** The demarcation point: a line, and one connection that crosses it. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} aria-hidden style={{ flex: 'none' }}>
      <rect width="24" height="24" rx="6" fill="var(--mantine-color-petrol-7)" />
      <path d="M12 4v4.2M12 15.8V20" stroke="#fff" strokeWidth="2" strokeLinecap="round" opacity="0.6" />
      <path d="M4.5 12h6M13.5 12h6" stroke="#fff" strokeWidth="2" strokeLinecap="round" />
      <circle cx="12" cy="12" r="2.6" fill="#f2b84b" />
    </svg>
  );
}
