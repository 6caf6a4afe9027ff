/** Runs a task soon after it is requested, at most once per interval. */
export interface Throttle {
  /** Runs the task immediately, or at the end of the interval after the last run. Further requests until then are merged. */
  request(): void;
  /** Cancels a pending run. */
  cancel(): void;
}

export function throttle(task: () => void, pauseMs: number): Throttle {
  let last = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  return {
    request() {
      if (timer) return;
      const wait = Math.max(0, last + pauseMs - performance.now());
      timer = setTimeout(() => {
        timer = undefined;
        last = performance.now();
        task();
      }, wait);
      timer.unref();
    },
    cancel() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
