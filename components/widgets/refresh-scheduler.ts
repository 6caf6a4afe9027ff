const COALESCE_MS = 250;
const SPACING_MS = 2000;

/** Turns many requests into few runs. */
export interface RefreshScheduler {
  readonly request: () => void;
  readonly cancel: () => void;
}

/** Runs `refresh` 250 ms after the first request of a burst, and never twice within two seconds. */
export function createRefreshScheduler(refresh: () => void, now = Date.now): RefreshScheduler {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastRun = Number.NEGATIVE_INFINITY;
  return {
    request() {
      if (timer !== undefined) return;
      const delay = Math.max(COALESCE_MS, lastRun + SPACING_MS - now());
      timer = setTimeout(() => {
        timer = undefined;
        lastRun = now();
        refresh();
      }, delay);
    },
    cancel() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
