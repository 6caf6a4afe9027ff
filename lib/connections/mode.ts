/** Mode of a workspace's data; `null` while nothing is connected and no emulator runs. */
export type Mode = "live" | "test" | "sandbox" | null;

interface Connected {
  readonly provider: string;
  readonly livemode: boolean;
}

/**
 * Returns the most critical mode of a workspace: live before test before sandbox. `connections` are those that are not
 * revoked, `emulators` the ids of providers that are emulated on this machine. Pure.
 */
export function modeOf(connections: readonly Connected[], emulators: ReadonlySet<string>): Mode {
  const real = connections.filter(({ provider }) => !emulators.has(provider));
  if (real.some(({ livemode }) => livemode)) return "live";
  if (real.length > 0) return "test";
  return emulators.size > 0 ? "sandbox" : null;
}
