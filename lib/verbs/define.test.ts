import { expect, it, vi } from "vitest";
import { z } from "zod";

import { AppError } from "@/lib/core/errors";

import { defineVerb } from "./define";
import type { Context } from "./types";

const signedOut = () => Promise.reject(new AppError("unauthenticated", "You were signed out."));

it("asks whether the session still holds before it lets money move, and only then", async () => {
  const run = vi.fn(() => Promise.resolve("moved"));
  const verb = (confirmsSession: boolean) =>
    defineVerb({
      name: "money.move",
      description: "",
      effect: "write",
      role: "admin",
      confirmsSession,
      input: z.object({ amount: z.int() }),
      run,
    });
  const confirmSession = vi.fn(signedOut);
  // A verb without an audit note needs nothing else of its context.
  const context = { role: "admin", confirmSession } as unknown as Context;
  const viewer = { ...context, role: "viewer" } as const;
  await expect(verb(true).run(viewer, { amount: 1 })).rejects.toMatchObject({ code: "forbidden" });
  await expect(verb(true).run(context, {})).rejects.toMatchObject({ code: "invalid" });
  expect(confirmSession).not.toHaveBeenCalled();
  await expect(verb(true).run(context, { amount: 1 })).rejects.toMatchObject({
    code: "unauthenticated",
  });
  expect(run).not.toHaveBeenCalled();
  expect(await verb(false).run(context, { amount: 1 })).toBe("moved");
  expect(confirmSession).toHaveBeenCalledOnce();
});
