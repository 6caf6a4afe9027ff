import { Icon } from "@/components/ui/icon";

import { Popover } from "./popover";

export type Mode = "live" | "test" | "sandbox" | null;

/** A provider that runs as a sandbox on this machine, with the address of its page. */
export interface Sandbox {
  readonly name: string;
  readonly url: string;
}

const TEXT: Readonly<
  Record<Exclude<Mode, null>, { label: string; sentence: string; tone: string }>
> = {
  live: {
    label: "Live data",
    sentence: "Real accounts are connected. What you do here takes effect.",
    tone: "bg-success-soft text-success-ink",
  },
  test: {
    label: "Test data",
    sentence: "Test accounts are connected. No real money moves.",
    tone: "bg-warning-soft text-warning-ink",
  },
  sandbox: {
    label: "Sandbox data",
    sentence: "The accounts are made up. Nothing leaves this machine.",
    tone: "bg-warning-soft text-warning-ink",
  },
};

const PANEL = "mode-panel";

function SandboxLinks({ all }: { all: readonly Sandbox[] }) {
  return (
    <>
      <p id="sandboxes" className="text-muted text-xs">
        Sandbox pages
      </p>
      <ul aria-labelledby="sandboxes" className="grid">
        {all.map(({ name, url }) => (
          <li key={name}>
            <a
              href={url}
              target="_blank"
              rel="noreferrer"
              className="hover:bg-hover rounded-control -mx-2 flex min-h-8 items-center justify-between gap-2 px-2 pointer-coarse:min-h-11"
            >
              {name}
              <Icon name="external" className="text-muted" />
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Says on every page whether the data is real. Its panel explains the mode and leads to the sandboxes' pages. */
export function ModePill({ mode, sandboxes }: { mode: Mode; sandboxes: readonly Sandbox[] }) {
  if (mode === null) return null;
  const { label, sentence, tone } = TEXT[mode];
  return (
    <>
      <button
        type="button"
        popoverTarget={PANEL}
        className={`rounded-badge inline-flex h-6 items-center gap-1 px-2 text-xs font-medium whitespace-nowrap pointer-coarse:h-9 ${tone}`}
      >
        <Icon name={mode === "live" ? "done" : "alert"} className="size-3" />
        {label}
      </button>
      <Popover id={PANEL} label="Mode" className="top-12 right-4 w-72">
        <div className="grid gap-2 p-2">
          <p>{sentence}</p>
          {sandboxes.length > 0 ? <SandboxLinks all={sandboxes} /> : null}
        </div>
      </Popover>
    </>
  );
}
