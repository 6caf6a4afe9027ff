import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { createRefreshScheduler } from "./refresh-scheduler";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A refresh that lasts until the test ends it. */
function slowRefresh() {
  const ends: (() => void)[] = [];
  return { ends, refresh: vi.fn(() => new Promise<void>((resolve) => ends.push(resolve))) };
}
const after = (ms: number) => vi.advanceTimersByTimeAsync(ms);

it("runs once for a burst, and again no sooner than two seconds later", async () => {
  const refresh = vi.fn(() => Promise.resolve());
  const { request } = createRefreshScheduler(refresh);
  for (let index = 0; index < 50; index++) request();
  await after(250);
  expect(refresh).toHaveBeenCalledTimes(1);
  request();
  await after(1999);
  expect(refresh).toHaveBeenCalledTimes(1);
  await after(1);
  expect(refresh).toHaveBeenCalledTimes(2);
});

it("lets a slow answer arrive before it asks again, however often it is asked to", async () => {
  const { ends, refresh } = slowRefresh();
  const { request } = createRefreshScheduler(refresh);
  for (let second = 0; second < 10; second++) {
    request();
    await after(1000);
  }
  expect(refresh).toHaveBeenCalledTimes(1);
  ends[0]?.();
  await after(250);
  expect(refresh).toHaveBeenCalledTimes(2);
});

it("asks again after a failure, and after 30 seconds without an answer", async () => {
  const refresh = vi
    .fn<() => Promise<void>>()
    .mockRejectedValueOnce(new Error("offline"))
    .mockReturnValue(new Promise(() => {}));
  const { request } = createRefreshScheduler(refresh);
  request();
  await after(250);
  request();
  await after(2000);
  expect(refresh).toHaveBeenCalledTimes(2);
  request();
  await after(29_000);
  expect(refresh).toHaveBeenCalledTimes(2);
  await after(1250);
  expect(refresh).toHaveBeenCalledTimes(3);
});

it("does nothing more once it is cancelled, whatever ends later", async () => {
  const { ends, refresh } = slowRefresh();
  const { request, cancel } = createRefreshScheduler(refresh);
  request();
  await after(250);
  request();
  cancel();
  ends[0]?.();
  await after(60_000);
  expect(refresh).toHaveBeenCalledTimes(1);
});
