import { expect, it } from "vitest";

import { repeatedOAuth } from "@/lib/verbs/connections/finish-oauth";
import type { Context } from "@/lib/verbs/types";

import {
  ada,
  begin,
  bob,
  connections,
  consent,
  finish,
  provider,
  services,
} from "../db/oauth-fixture";
import { contextOf, refusal, sessionActor } from "../db/services";

/** A browser may send the way back from a consent page twice. */
const isConnected = async (context: Context, state: string) =>
  (await repeatedOAuth.run(context, { provider, state })).connected;

it("tells the session that connected, and nobody else, that a repetition is done already", async () => {
  const context = contextOf(services, ada);
  const state = await begin(context);
  await finish(context, { state, code: consent() });
  expect(await isConnected(context, state)).toBe(true);
  expect(
    await isConnected(contextOf(services, ada, { actor: sessionActor("another") }), state),
  ).toBe(false);
  expect(await isConnected(contextOf(services, bob), state)).toBe(false);
  expect(await isConnected(context, "made-up")).toBe(false);
});

it("connects once when two callbacks come at once, and the second waits for the first", async () => {
  const context = contextOf(services, ada);
  const state = await begin(context);
  const code = consent();
  const outcomes = await Promise.all(
    [1, 2].map(async () => {
      const first = await finish(context, { state, code }).then(
        () => "connected",
        () => "repeated",
      );
      return first === "connected" || (await isConnected(context, state));
    }),
  );
  expect(outcomes).toEqual([true, true]);
  expect(await connections()).toHaveLength(1);
});

it("calls nothing connected that was declined", async () => {
  const context = contextOf(services, ada);
  const state = await begin(context);
  expect(await refusal(finish(context, { state, error: "access_denied" }))).toEqual([
    "invalid",
    "access_denied",
  ]);
  expect(await isConnected(context, state)).toBe(false);
});
