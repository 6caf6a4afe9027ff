/** Does a task soon after it is asked for, however often it is asked. */
export interface Throttle {
  /** At once after a quiet time, otherwise when the pause after the last time is over. Asking meanwhile changes nothing. */
  request(): void;
  /** Forgets what was asked. */
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
