/** The product's mark. Decoration: the name stands beside it. */
export function LogoMark() {
  return (
    <svg viewBox="0 0 32 32" className="size-6 shrink-0" aria-hidden="true">
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <path
        d="M8 20.5l5-6 4 4 7-9"
        fill="none"
        className="stroke-accent-ink"
        strokeWidth="3"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

/** The mark with the product's name. */
export function Logo() {
  return (
    <span className="flex items-center gap-2 text-base font-semibold whitespace-nowrap">
      <LogoMark />
      Agentic dashboard
    </span>
  );
}
