/** Runs a task soon after it is requested, at most once per interval. */
export interface Throttle {
  /** Runs the task immediately, or at the end of the interval after the last run. Further requests until then are merged. */
  request(): void;
  /** Cancels a pending run. */
  cancel(): void;
}

/** Makes a throttle. `pauseMs`: the pause after a time that the task was done, asked for anew each time if it is a function. */
export function throttle(task: () => void, pauseMs: number | (() => number)): Throttle {
  let last = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  return {
    request() {
      if (timer) return;
      const pause = typeof pauseMs === "number" ? pauseMs : pauseMs();
      const wait = Math.max(0, last + pause - performance.now());
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
