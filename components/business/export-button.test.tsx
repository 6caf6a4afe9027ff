import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { ROWS_HEADER } from "@/lib/business/csv-rows";

import { ExportButton } from "./export-button";

let send: ReadableStreamDefaultController<Uint8Array>;
let signal: AbortSignal | null | undefined;
const part = (text: string) => act(async () => send.enqueue(new TextEncoder().encode(text)));
const saved: Blob[] = [];

beforeEach(() => {
  saved.length = 0;
  vi.stubGlobal("fetch", async (_href: string, init: RequestInit) => {
    ({ signal } = init);
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        send = controller;
        signal?.addEventListener("abort", () => controller.error(new Error("aborted")));
      },
    });
    return new Response(body, { headers: { [ROWS_HEADER]: "3031" } });
  });
  URL.createObjectURL = (file) => {
    saved.push(file as Blob); // the button saves no other object
    return "blob:file";
  };
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => {});
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const start = () => {
  render(<ExportButton href="/api/objects/export?list=payments" name="payments.csv" />);
  fireEvent.click(screen.getByRole("link", { name: "Export CSV" }));
};

it("says how far it is, and ends in a file", async () => {
  start();
  await part("id,description\r\n1,a\r\n");
  expect(screen.getByRole("button", { name: "Exporting 1 of 3,031…" })).toBeTruthy();
  await part('2,"two\nlines"\r\n');
  expect(screen.getByRole("button", { name: "Exporting 2 of 3,031…" })).toBeTruthy();
  await act(async () => send.close());
  await screen.findByRole("link", { name: "Export CSV" });
  expect(saved.map(({ size }) => size)).toEqual([36]);
});

it("is cancelled without a file", async () => {
  start();
  await part("id\r\n1\r\n");
  fireEvent.click(screen.getByRole("button", { name: "Cancel" }));
  await screen.findByRole("link", { name: "Export CSV" });
  expect(signal?.aborted).toBe(true);
  expect(saved).toEqual([]);
});
