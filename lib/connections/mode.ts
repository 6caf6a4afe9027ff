/** How real the figures of a workspace are; `null` while nothing is connected and nothing stands in. */
export type Mode = "live" | "test" | "sandbox" | null;

interface Connected {
  readonly provider: string;
  readonly livemode: boolean;
}

/**
 * The most serious of what a workspace is connected to. `connections`: those that are not revoked; `emulators`: ids of
 * providers that are stood in for on this machine, whose accounts are made up. Pure.
 */
export function modeOf(connections: readonly Connected[], emulators: ReadonlySet<string>): Mode {
  const real = connections.filter(({ provider }) => !emulators.has(provider));
  if (real.some(({ livemode }) => livemode)) return "live";
  if (real.length > 0) return "test";
  return emulators.size > 0 ? "sandbox" : null;
}
