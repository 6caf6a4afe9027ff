import { expect, it, vi } from "vitest";

import { ProviderError } from "../providers/errors";
import { AppError } from "./errors";

const fault = { code: "FORBIDDEN", message: "No.", retryable: false, action: "reconnect" } as const;

it("knows an error that another copy of its class has made, as bundles hold them", async () => {
  vi.resetModules();
  const copy = {
    ...(await import("./errors")),
    ...(await import("../providers/errors")),
  };
  expect(copy.AppError).not.toBe(AppError);
  const theirs = new copy.AppError("conflict", "Taken.");
  const fromProvider = new copy.ProviderError("acme", "things.list", fault);
  expect([theirs instanceof AppError, fromProvider instanceof AppError]).toEqual([true, true]);
  expect([theirs instanceof ProviderError, fromProvider instanceof ProviderError]).toEqual([
    false,
    true,
  ]);
});

it("takes nothing else for one", () => {
  for (const other of [new Error("x"), { code: "conflict", message: "x" }, "conflict", null])
    expect([other instanceof AppError, other instanceof ProviderError]).toEqual([false, false]);
  expect(JSON.stringify(new AppError("invalid", "x"))).not.toContain("agentic");
});
