import { expect, it } from "vitest";

import { readCapped } from "./body";

const request = (body: BodyInit | null, headers: Record<string, string> = {}) =>
  new Request("http://localhost/", {
    method: "POST",
    body,
    headers,
    duplex: "half",
  } as RequestInit); // `duplex` is not in the DOM's types
const pieces = (...sizes: number[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const size of sizes) controller.enqueue(new Uint8Array(size).fill(65));
      controller.close();
    },
  });

it("reads a body of exactly the limit, in one piece or several", async () => {
  expect((await readCapped(request("a".repeat(10)), 10)).length).toBe(10);
  expect((await readCapped(request(pieces(3, 0, 7)), 10)).length).toBe(10);
});
it("reads no body as nothing", async () => {
  expect(await readCapped(request(null), 10)).toEqual(new Uint8Array());
});
it("refuses one byte more, said or not", async () => {
  await expect(readCapped(request(pieces(5, 6)), 10)).rejects.toMatchObject({ code: "too_large" });
  await expect(readCapped(request("a", { "content-length": "11" }), 10)).rejects.toMatchObject({
    code: "too_large",
  });
});
it("counts itself when the length is a lie", async () => {
  for (const length of ["5", "-1", "x"])
    await expect(
      readCapped(request(pieces(11), { "content-length": length }), 10),
    ).rejects.toMatchObject({ code: "too_large" });
});
it("stops reading at the limit", async () => {
  let pulled = 0;
  let cancelled = false;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled++;
      controller.enqueue(new Uint8Array(1000));
    },
    cancel() {
      cancelled = true;
    },
  });
  await expect(readCapped(request(endless), 10_000)).rejects.toMatchObject({ code: "too_large" });
  expect(pulled).toBeLessThan(20);
  expect(cancelled).toBe(true);
});
it("passes on that the sender hung up", async () => {
  const cut = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.error(new Error("socket hang up"));
    },
  });
  await expect(readCapped(request(cut), 10)).rejects.toThrow("socket hang up");
});
