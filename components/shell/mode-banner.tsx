export type Mode = "live" | "test" | "sandbox" | null;

const TEXT: Readonly<
  Record<Exclude<Mode, null>, { label: string; sentence: string; tone: string }>
> = {
  live: {
    label: "LIVE",
    sentence: "Real money. What you do here happens.",
    tone: "bg-success-soft text-success-ink",
  },
  test: {
    label: "TEST",
    sentence: "Test data. No real money moves.",
    tone: "bg-warning-soft text-warning-ink",
  },
  sandbox: {
    label: "SANDBOX",
    sentence: "A stand-in for Stripe on this machine. Nothing leaves it.",
    tone: "bg-warning-soft text-warning-ink",
  },
};

/** Always says whether the figures below are real. */
export function ModeBanner({ mode, sandboxUrl }: { mode: Mode; sandboxUrl: string | null }) {
  if (mode === null) return null;
  const { label, sentence, tone } = TEXT[mode];
  return (
    <aside
      aria-label="Mode"
      className={`flex flex-wrap items-center gap-x-2 px-4 py-1.5 text-xs ${tone}`}
    >
      <strong className="tracking-wide">{label}</strong>
      <span>{sentence}</span>
      {sandboxUrl ? (
        <a
          href={sandboxUrl}
          target="_blank"
          rel="noreferrer"
          className="ml-auto inline-block py-1 underline underline-offset-4"
        >
          Open the sandbox
        </a>
      ) : null}
    </aside>
  );
}
