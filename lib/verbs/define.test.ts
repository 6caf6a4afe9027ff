import { expect, it, vi } from "vitest";
import { z } from "zod";

import { AppError } from "@/lib/core/errors";

import { defineVerb } from "./define";
import type { Context } from "./types";

const signedOut = () => Promise.reject(new AppError("unauthenticated", "You were signed out."));

it("asks whether the session still exists where a verb says so, and only then", async () => {
  const run = vi.fn(() => Promise.resolve("moved"));
  const verb = (session?: true) =>
    defineVerb({
      name: "money.move",
      description: "",
      effect: "write",
      role: "admin",
      session,
      input: z.object({ amount: z.int() }),
      run,
    });
  const confirmSession = vi.fn(signedOut);
  const serviceQuery = vi.fn(() => Promise.resolve([]));
  // A verb without an audit note needs nothing else of its context.
  const context = {
    role: "admin",
    user: { sub: "u", email: "" },
    workspaceId: "w",
    confirmSession,
    services: { db: { serviceQuery } },
  } as unknown as Context;
  const viewer = { ...context, role: "viewer" } as const;
  await expect(verb(true).run(viewer, { amount: 1 })).rejects.toMatchObject({ code: "forbidden" });
  expect(serviceQuery).toHaveBeenCalledOnce();
  await expect(verb(true).run(context, {})).rejects.toMatchObject({ code: "invalid" });
  expect(confirmSession).not.toHaveBeenCalled();
  await expect(verb(true).run(context, { amount: 1 })).rejects.toMatchObject({
    code: "unauthenticated",
  });
  expect(run).not.toHaveBeenCalled();
  expect(await verb().run(context, { amount: 1 })).toBe("moved");
  expect(confirmSession).toHaveBeenCalledOnce();
});

it("tells a refusal by row-level security as one, and a fault as a fault", async () => {
  const failing = (error: Error) =>
    defineVerb({
      name: "rows.change",
      description: "",
      effect: "write",
      role: "viewer",
      input: z.object({}),
      run: async () => {
        throw error;
      },
    });
  const context = {
    role: "admin",
    user: { sub: "u", email: "" },
    services: { db: { serviceQuery: () => Promise.reject(new Error("away")) } },
  } as unknown as Context; // all that a refusal needs
  const refused = Object.assign(new Error('new row violates row-level security policy for "x"'), {
    code: "42501",
  });
  await expect(failing(refused).run(context, {})).rejects.toMatchObject({ code: "forbidden" });
  const missing = Object.assign(new Error("permission denied for table x"), { code: "42501" });
  await expect(failing(missing).run(context, {})).rejects.toBe(missing);
});
