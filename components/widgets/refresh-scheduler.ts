const COALESCE_MS = 250;
const SPACING_MS = 2000;
/** A refresh that lasts longer is given up. */
const PATIENCE_MS = 30_000;

/** Turns many requests into few runs. */
export interface RefreshScheduler {
  readonly request: () => void;
  readonly cancel: () => void;
}

/**
 * Runs `refresh` 250 ms after the first request of a burst, and never twice within two seconds. A request during a run
 * waits for its end: SWR drops an answer once it is asked again, so that a slow server would never be heard.
 */
export function createRefreshScheduler(refresh: () => Promise<unknown>): RefreshScheduler {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let patience: ReturnType<typeof setTimeout> | undefined;
  let lastRun = Number.NEGATIVE_INFINITY;
  let isWanted = false;

  function request(): void {
    isWanted = true;
    if (timer !== undefined || patience !== undefined) return;
    timer = setTimeout(run, Math.max(COALESCE_MS, lastRun + SPACING_MS - Date.now()));
  }
  function run(): void {
    timer = undefined;
    isWanted = false;
    lastRun = Date.now();
    const mine = setTimeout(ended, PATIENCE_MS);
    patience = mine;
    function ended(): void {
      if (patience !== mine) return;
      clearTimeout(mine);
      patience = undefined;
      if (isWanted) request();
    }
    void refresh().then(ended, ended);
  }
  return {
    request,
    cancel() {
      clearTimeout(timer);
      clearTimeout(patience);
      timer = undefined;
      patience = undefined;
      isWanted = false;
    },
  };
}
