import { expect, it } from "vitest";

import { answerOf } from "./answer-of";

it("says that nobody knows when the network lost the answer", async () => {
  const lost = Promise.reject(new TypeError("Failed to fetch"));
  expect(await answerOf(lost, "the token was revoked")).toEqual({
    ok: false,
    code: "unavailable",
    message: "The answer did not arrive. Reload to see whether the token was revoked.",
  });
});

it("asks to try again where nothing can have changed", async () => {
  const lost = Promise.reject(new TypeError("Failed to fetch"));
  expect(await answerOf(lost)).toMatchObject({
    message: "The answer did not arrive. Try again.",
  });
});

it("hands on an answer, and a redirect of Next", async () => {
  const answer = { ok: true, value: 7 } as const;
  expect(await answerOf(Promise.resolve(answer))).toBe(answer);
  const redirect = Object.assign(new Error("NEXT_REDIRECT"), {
    digest: "NEXT_REDIRECT;push;/login;307;",
  });
  await expect(answerOf(Promise.reject(redirect))).rejects.toBe(redirect);
});
