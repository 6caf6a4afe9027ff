import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { throttle } from "./throttle";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("does it at once after a quiet time, and then once a pause", () => {
  const task = vi.fn<() => void>();
  const pace = throttle(task, 100);
  for (let asked = 0; asked < 5; asked++) pace.request();
  vi.advanceTimersByTime(1);
  expect(task).toHaveBeenCalledTimes(1);
  for (let ms = 0; ms < 1000; ms += 10) {
    pace.request();
    vi.advanceTimersByTime(10);
  }
  expect(task).toHaveBeenCalledTimes(11);
  vi.advanceTimersByTime(10_000);
  expect(task).toHaveBeenCalledTimes(11);
  pace.request();
  vi.advanceTimersByTime(1);
  expect(task).toHaveBeenCalledTimes(12);
});

it("does not do what was called off", () => {
  const task = vi.fn<() => void>();
  const pace = throttle(task, 100);
  pace.request();
  pace.cancel();
  vi.advanceTimersByTime(1000);
  expect(task).not.toHaveBeenCalled();
  pace.request();
  vi.advanceTimersByTime(1);
  expect(task).toHaveBeenCalledTimes(1);
});

it("asks for the pause each time where it changes", () => {
  const task = vi.fn<() => void>();
  let pauseMs = 100;
  const pace = throttle(task, () => pauseMs);
  pace.request();
  vi.advanceTimersByTime(1);
  pauseMs = 10;
  pace.request();
  vi.advanceTimersByTime(11);
  expect(task).toHaveBeenCalledTimes(2);
});
