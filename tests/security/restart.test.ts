import { rmSync } from "node:fs";

import { expect, it } from "vitest";

import { startTestStack, type TestStack } from "../db/stack";

/** The status by which the auth service answers to a token. */
const statusOf = async ({ stack }: TestStack, token: string): Promise<number> => {
  const response = await fetch(`${stack.env["SUPABASE_URL"]}/auth/v1/user`, {
    headers: {
      apikey: stack.env["SUPABASE_PUBLISHABLE_KEY"] ?? "",
      authorization: `Bearer ${token}`,
    },
  });
  return response.status;
};

it("keeps people signed in when the local installation starts again, on another port", async () => {
  const first = await startTestStack();
  const { accessToken } = await first.signUp("ada");
  expect(await statusOf(first, accessToken)).toBe(200);
  const address = first.stack.env["SUPABASE_URL"];
  await first.stop({ keep: true });
  const again = await startTestStack(first.root);
  try {
    expect(again.stack.env["SUPABASE_URL"]).not.toBe(address);
    expect(await statusOf(again, accessToken)).toBe(200);
  } finally {
    await again.stop();
    rmSync(first.root, { recursive: true, force: true });
  }
});
