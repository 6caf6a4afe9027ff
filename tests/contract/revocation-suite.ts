import { expect, it } from "vitest";

import type { ProviderAdapter } from "@/lib/providers/types";

import type { ProviderKit } from "./provider-kit";

/** What the end of an authorisation must look like. */
export function describeRevocation(
  adapter: ProviderAdapter,
  { done, open }: NonNullable<ProviderKit["revocation"]>,
): void {
  const revocation = adapter.oauth?.revocation;
  if (!revocation) throw new Error("There is no call that these answers belong to.");
  const hasEnded = (json: unknown) =>
    revocation.bearer === "token" ? revocation.isDone(json) : revocation.isAlreadyRevoked(json);

  it("ends an authorisation at a fixed place, without a secret in the form", () => {
    expect(new URL(revocation.url).protocol).toBe("https:");
    expect(new URL(revocation.url).search).toBe("");
    if (revocation.bearer === "token") return;
    const form = revocation.form("the-client", "the-account");
    expect(Object.values(form)).toEqual(expect.arrayContaining(["the-client", "the-account"]));
    expect(Object.keys(form).join()).not.toMatch(/secret|token/);
  });

  it.each(done)("takes %j as ended", (json) => {
    expect(hasEnded(json)).toBe(true);
  });

  it.each([...open, null, [], {}, "<html>Bad gateway</html>"])(
    "does not take %j as ended",
    (json) => {
      expect(hasEnded(json)).toBe(false);
    },
  );
}
