import "server-only";
import { randomUUID } from "node:crypto";

import { cookies } from "next/headers";

import { services } from "@/lib/compose/services";
import { accountHash } from "@/lib/core/server/account-hash";
import { DEVICE_COOKIE, ownCookie, YEAR_SECONDS } from "@/lib/core/server/session-cookie";
import { openSignedValue, signValue } from "@/lib/core/server/signed-value";
import type { Counter, Limit } from "@/lib/db/rate-limits";

import { requestAddress } from "./own-request";
import { noteSecurity } from "./security";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const limit = (name: string, points: number, seconds: number): Limit => ({ name, points, seconds });

/** Failed sign-ins. Somebody else's failures do not count for a browser that has signed in to the account before. */
const SIGN_IN = {
  device: limit("sign-in:device", 10, 5 * MINUTE),
  accountAndAddress: limit("sign-in:both", 10, 5 * MINUTE),
  account: limit("sign-in:account", 50, HOUR),
  address: limit("sign-in:address", 50, 10 * MINUTE),
} as const;
const SIGN_UP = limit("sign-up:address", 20, HOUR);
const RESET = {
  accountAndAddress: limit("reset:both", 5, HOUR),
  account: limit("reset:account", 20, HOUR),
  address: limit("reset:address", 30, HOUR),
} as const;
const PASSWORD_CHECK = limit("password:person", 10, 5 * MINUTE);

const normal = (email: string) => email.trim().toLowerCase();

function sentence(seconds: number): string {
  const minutes = Math.ceil(seconds / MINUTE);
  return `Too many attempts. Try again in ${minutes === 1 ? "a minute" : `${minutes} minutes`}.`;
}

/** Counts an attempt. Returns a sentence when there were too many, else `null`. */
async function spend(counters: readonly Counter[], what: string): Promise<string | null> {
  const seconds = await services().limits.spend(counters);
  if (seconds === 0) return null;
  await noteSecurity({ kind: "rate_limited", details: { what } });
  return sentence(seconds);
}

/** The id of this browser, when it has signed in to this account before. */
async function knownDevice(email: string): Promise<string | null> {
  const { env, now } = services();
  const cookie = (await cookies()).get(DEVICE_COOKIE)?.value ?? "";
  const value = openSignedValue(env.credentialKeys, "device", cookie, now().getTime());
  const [id, account] = value?.split(" ") ?? [];
  return id !== undefined && account === accountHash(email) ? id : null;
}

/** Remembers that this browser has signed in to the account, for a year. */
async function rememberDevice(email: string): Promise<void> {
  const { env, now } = services();
  const id = (await knownDevice(email)) ?? randomUUID();
  const expiresAtMs = now().getTime() + YEAR_SECONDS * 1000;
  const value = signValue(env.credentialKeys, "device", `${id} ${accountHash(email)}`, expiresAtMs);
  (await cookies()).set(DEVICE_COOKIE, value, ownCookie(env.appUrl, YEAR_SECONDS));
}

/** An attempt to sign in: `wait` says when there were too many; `succeeded` takes the count back. */
export interface SignInAttempt {
  readonly wait: string | null;
  succeeded(): Promise<void>;
}

export async function beginSignIn(email: string): Promise<SignInAttempt> {
  const account = normal(email);
  const device = await knownDevice(account);
  const address = await requestAddress();
  const counters: readonly Counter[] =
    device === null
      ? [
          { limit: SIGN_IN.accountAndAddress, key: `${account} ${address}` },
          { limit: SIGN_IN.account, key: account },
          { limit: SIGN_IN.address, key: address },
        ]
      : [{ limit: SIGN_IN.device, key: device }];
  return {
    wait: await spend(counters, "sign-in"),
    async succeeded() {
      await services().limits.giveBack(counters);
      await rememberDevice(account);
    },
  };
}

export async function limitSignUp(): Promise<string | null> {
  return spend([{ limit: SIGN_UP, key: await requestAddress() }], "sign-up");
}

export async function limitReset(email: string): Promise<string | null> {
  const account = normal(email);
  const address = await requestAddress();
  return spend(
    [
      { limit: RESET.accountAndAddress, key: `${account} ${address}` },
      { limit: RESET.account, key: account },
      { limit: RESET.address, key: address },
    ],
    "reset",
  );
}

/** Guesses at the current password of somebody who is signed in. */
export function limitPasswordCheck(userId: string): Promise<string | null> {
  return spend([{ limit: PASSWORD_CHECK, key: userId }], "password");
}
