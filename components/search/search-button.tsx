/** Opens the search, by `SearchKeys`. Looks like a field; on phones an icon alone. Drawn by the server, so that it is in no script. */
export function SearchButton({ hasCommandKey }: { hasCommandKey: boolean }) {
  return (
    <button
      type="button"
      data-search
      aria-haspopup="dialog"
      aria-keyshortcuts="Control+K Meta+K /"
      className="md:border-line md:bg-sunken text-muted hover:text-ink rounded-control flex items-center justify-center gap-2 text-sm max-md:size-11 md:h-8 md:w-full md:max-w-86 md:justify-start md:border md:px-3 md:pointer-coarse:h-11"
    >
      <svg
        viewBox="0 0 16 16"
        aria-hidden="true"
        className="icon size-4 shrink-0"
        strokeWidth="1.5"
      >
        <path d="M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.3 10.3l3.200 3.200" />
      </svg>
      <span className="truncate max-md:sr-only">Search or jump to…</span>
      <kbd
        aria-hidden="true"
        className="border-line bg-surface text-muted rounded-badge ml-auto border px-1.5 font-sans text-xs font-medium max-md:hidden pointer-coarse:hidden"
      >
        {hasCommandKey ? "⌘K" : "Ctrl K"}
      </kbd>
    </button>
  );
}
