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
  const confirm = vi.fn(signedOut);
  const serviceQuery = vi.fn(() => Promise.resolve([]));
  // A verb without an audit note needs nothing else of its context.
  const context = {
    role: "admin",
    user: { sub: "u", email: "" },
    workspaceId: "w",
    actor: { kind: "session", sessionId: "s", confirm },
    services: { db: { serviceQuery } },
  } as unknown as Context;
  const viewer = { ...context, role: "viewer" } as const;
  await expect(verb(true).run(viewer, { amount: 1 })).rejects.toMatchObject({ code: "forbidden" });
  expect(serviceQuery).toHaveBeenCalledOnce();
  await expect(verb(true).run(context, {})).rejects.toMatchObject({ code: "invalid" });
  expect(confirm).not.toHaveBeenCalled();
  await expect(verb(true).run(context, { amount: 1 })).rejects.toMatchObject({
    code: "unauthenticated",
  });
  expect(run).not.toHaveBeenCalled();
  expect(await verb().run(context, { amount: 1 })).toBe("moved");
  expect(confirm).toHaveBeenCalledOnce();
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
    actor: { kind: "session" },
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

it("lets a token call what is in its scopes, and nothing that needs a person", async () => {
  const verb = (change: { scope?: "events:publish"; session?: true }) =>
    defineVerb({
      name: "rows.change",
      description: "",
      effect: "write",
      role: "member",
      input: z.object({}),
      run: () => Promise.resolve("changed"),
      ...change,
    });
  const contextWith = (scopes: readonly string[], role = "admin") =>
    ({
      role,
      actor: { kind: "token", id: "t", name: "shop", scopes },
      user: { sub: "u", email: "" },
      services: { env: { appUrl: "https://shop.test" }, db: { serviceQuery: async () => [] } },
    }) as unknown as Context; // all that a check of permissions needs
  const inScope = contextWith(["events:publish"]);
  expect(await verb({ scope: "events:publish" }).run(inScope, {})).toBe("changed");
  for (const [refused, context] of [
    [verb({}), inScope],
    [verb({ scope: "events:publish" }), contextWith([])],
    [verb({ scope: "events:publish" }), contextWith(["events:publish"], "viewer")],
  ] as const)
    await expect(refused.run(context, {})).rejects.toMatchObject({ code: "forbidden" });
  await expect(
    verb({ scope: "events:publish", session: true }).run(inScope, {}),
  ).rejects.toMatchObject({
    code: "forbidden",
    message: expect.stringContaining("https://shop.test") as string,
    details: { reason: "session_required" },
  });
});
