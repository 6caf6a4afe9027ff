import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";

const DELAY_MS = 500;

export type Keeper = {
  /** Writes within half a second, once for however many changes. */
  soon: () => void;
  now: () => void;
};

/** What an emulator kept in this file; `null` when there is none. Throws an Error that names a file that cannot be read. */
export function readSnapshot(file: string | undefined): unknown {
  if (file === undefined || !existsSync(file)) return null;
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`${file} is not a snapshot. Delete it to begin anew.`, { cause: error });
  }
}

/** Keeps a state in a file that its owner alone can read; without a file it does nothing. */
export function createKeeper(file: string | undefined, take: () => unknown): Keeper {
  let timer: NodeJS.Timeout | null = null;
  const now = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (file === undefined) return;
    writeFileSync(`${file}.new`, JSON.stringify(take()), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  return {
    now,
    soon: () => {
      if (file !== undefined) timer ??= setTimeout(now, DELAY_MS).unref();
    },
  };
}
