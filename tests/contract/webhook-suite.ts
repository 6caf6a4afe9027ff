import { expect, it } from "vitest";

import type { ProviderAdapter, WebhookSecret } from "@/lib/providers/types";

import { NOW, NOW_SECONDS, TYPE, type ProviderKit } from "./provider-kit";

const SECRETS: readonly WebhookSecret[] = [
  { kid: "first", secret: "whsec_firstfirstfirst" },
  { kid: "second", secret: "whsec_secondsecondse" },
];
const [FIRST, SECOND] = ["whsec_firstfirstfirst", "whsec_secondsecondse"] as const;
const URL_OF_DOOR = "https://dashboard.example.com/api/webhooks/provider/endpoint";

/** What a provider's webhook must refuse and take. */
export function describeWebhook(
  adapter: ProviderAdapter,
  kit: NonNullable<ProviderKit["webhook"]>,
): void {
  const source = adapter.webhook;
  const [sample] = kit.deliveries;
  if (!source || !sample) throw new Error("A webhook needs at least one delivery vector.");
  const verify = (
    body: string | Uint8Array,
    signature: ReturnType<typeof kit.sign>,
    secrets = SECRETS,
    url = URL_OF_DOOR,
  ) =>
    source.verify({
      headers: new Headers(
        typeof signature !== "string"
          ? signature
          : signature === ""
            ? {}
            : { [source.header]: signature },
      ),
      raw: typeof body === "string" ? new TextEncoder().encode(body) : body,
      url,
      secrets,
      account: kit.ownAccount ?? null,
      now: NOW,
    });
  const sign = (body: string, secret: string, at: number) =>
    kit.sign(body, secret, at, URL_OF_DOOR);
  const refused = { ok: false, reason: "signature" };

  it.each(kit.deliveries)("maps $name", ({ body, type, subject, account }) => {
    const verdict = verify(body, sign(body, FIRST, NOW_SECONDS));
    expect(verdict).toMatchObject({ ok: true, kid: "first", event: { type, subject, account } });
    if (!verdict.ok || !verdict.event) return;
    expect(verdict.event.type).toMatch(TYPE);
    expect(new Date(verdict.event.time).toISOString()).toBe(verdict.event.time);
    const declared = adapter.events[type]?.fields ?? Object.keys(verdict.event.data);
    expect(declared).toEqual(expect.arrayContaining(Object.keys(verdict.event.data)));
    expect(JSON.stringify(verdict.event)).not.toMatch(/_secret|next_action/);
  });

  it("gives the same event id on every delivery", () => {
    const first = verify(sample.body, sign(sample.body, FIRST, NOW_SECONDS));
    const again = verify(sample.body, sign(sample.body, SECOND, NOW_SECONDS - 5));
    expect(first).toMatchObject({ ok: true, kid: "first" });
    expect(again).toMatchObject({ ok: true, kid: "second" });
    expect(first.ok && again.ok && first.event).toEqual(again.ok && again.event);
  });

  it("refuses a body with one bit changed", () => {
    const bytes = new TextEncoder().encode(sample.body);
    bytes[10] = (bytes[10] ?? 0) ^ 1;
    expect(verify(bytes, sign(sample.body, FIRST, NOW_SECONDS))).toEqual(refused);
  });

  it("refuses without a secret, with a blank, another's or an expired one", () => {
    const signature = sign(sample.body, FIRST, NOW_SECONDS);
    const expired = { kid: "old", secret: FIRST, notAfter: new Date(NOW.getTime() - 1) };
    for (const secrets of [[], [{ kid: "blank", secret: " " }], [expired], SECRETS.slice(1)])
      expect(verify(sample.body, signature, secrets)).toEqual(refused);
  });

  it.runIf(kit.dated ?? true).each([
    [-299, true],
    [-301, false],
    [59, true],
    [61, false],
    [86_400, false],
  ])("judges a signature of %i s from now", (offset, ok) => {
    const signature = sign(sample.body, FIRST, NOW_SECONDS + offset);
    expect(verify(sample.body, signature).ok).toBe(ok);
  });

  it.each(kit.malformed)("refuses the header %j without throwing", (header) => {
    expect(verify(sample.body, header)).toEqual(refused);
  });

  it("tells a signed body of the wrong shape from a bad signature", () => {
    for (const body of ["not json", "[]", "null", "{}", '{"id":1}'])
      expect(verify(body, sign(body, FIRST, NOW_SECONDS))).toEqual({
        ok: false,
        reason: "shape",
      });
  });
}
