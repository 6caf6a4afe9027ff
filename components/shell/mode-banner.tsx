export type Mode = "live" | "test" | "sandbox" | null;

/** A provider that something on this machine stands in for, with the address of its page. */
export interface Emulator {
  readonly name: string;
  readonly url: string;
}

const TEXT: Readonly<
  Record<Exclude<Mode, null>, { label: string; sentence: string; tone: string }>
> = {
  live: {
    label: "LIVE",
    sentence: "Real accounts. What you do here happens.",
    tone: "bg-success-soft text-success-ink",
  },
  test: {
    label: "TEST",
    sentence: "Test data. No real money moves.",
    tone: "bg-warning-soft text-warning-ink",
  },
  sandbox: {
    label: "SANDBOX",
    sentence: "Made-up accounts. Nothing leaves this machine.",
    tone: "bg-warning-soft text-warning-ink",
  },
};

function Emulators({ all }: { all: readonly Emulator[] }) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 md:ml-auto">
      <span id="emulators">{all.length === 1 ? "Sandbox:" : "Sandboxes:"}</span>
      <ul aria-labelledby="emulators" className="flex flex-wrap gap-x-3">
        {all.map(({ name, url }) => (
          <li key={name}>
            <a
              href={url}
              target="_blank"
              rel="noreferrer"
              className="inline-block min-w-6 py-1 underline underline-offset-4"
            >
              {name}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Always says whether the figures below are real, and leads to what stands in for a provider. */
export function ModeBanner({ mode, emulators }: { mode: Mode; emulators: readonly Emulator[] }) {
  if (mode === null) return null;
  const { label, sentence, tone } = TEXT[mode];
  return (
    <aside
      aria-label="Mode"
      className={`flex flex-wrap items-center gap-x-2 px-4 py-1.5 text-xs ${tone}`}
    >
      <strong className="tracking-wide">{label}</strong>
      <span>{sentence}</span>
      {emulators.length > 0 ? <Emulators all={emulators} /> : null}
    </aside>
  );
}
