interface Props {
  path: string;
  size?: number;
  /** Only when the icon stands alone and says something the text beside it does not. */
  label?: string;
  flip_rtl?: boolean;
}

/** One of @mdi/js's paths, drawn in the text colour. */
export function Icon({ path, size = 18, label, flip_rtl }: Props) {
  return (
    <svg
      viewBox="0 0 24 24" width={size} height={size} fill="currentColor" style={{ flex: 'none' }}
      className={flip_rtl ? 'flip-rtl' : undefined}
      role={label ? 'img' : undefined} aria-label={label} aria-hidden={label ? undefined : true}
    >
      <path d={path} />
    </svg>
  );
}
