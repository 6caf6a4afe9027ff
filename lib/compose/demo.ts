import { createServerClient } from "@supabase/ssr";

import { RECIPES } from "@/lib/automations/recipes";
import { AppError } from "@/lib/core/errors";
import type { Env } from "@/lib/core/server/env";
import { logger } from "@/lib/core/server/logger";
import { sessionCookie } from "@/lib/core/server/session-cookie";
import { listWorkspaces } from "@/lib/db/workspaces";
import { enableAutomationVerb } from "@/lib/verbs/automations/enable";
import { listAutomationsVerb } from "@/lib/verbs/automations/list";
import { saveAutomation } from "@/lib/verbs/automations/save";
import { connectKey } from "@/lib/verbs/connections/connect-key";
import { finishOAuth } from "@/lib/verbs/connections/finish-oauth";
import { listConnections } from "@/lib/verbs/connections/list";
import { startOAuth } from "@/lib/verbs/connections/start-oauth";
import type { Context, Services } from "@/lib/verbs/types";

const BY_CONSENT = ["stripe", "jira", "slack"];
const RECIPES_OF_DEMO = ["onboard-customer", "announce-issue", "text-failed-payment"] as const;
/** The number of the Twilio sandbox's account. */
const TWILIO_NUMBER = "+15005550006";
const AMOUNT = "7500";
/** A card that the sandbox accepts and one that it declines. */
const CARDS = ["pm_card_visa", "pm_card_chargeDeclinedInsufficientFunds"];
const ATTEMPTS = 60;
const PAUSE_MS = 1000;

interface Demo {
  readonly context: Context;
  /** Requests the dashboard's page as the demo account. */
  openDashboard(): Promise<void>;
  /** Ends the session of the demo account that this module has begun. */
  signOut(): Promise<unknown>;
}

/** Signs the demo account in as its button does. Returns its context in its personal workspace. */
async function signIn(services: Services, account: NonNullable<Env["embedded"]>): Promise<Demo> {
  const { supabase, appUrl } = services.env;
  const jar = new Map<string, string>();
  const { auth } = createServerClient(supabase.url, supabase.publishableKey, {
    cookieOptions: sessionCookie(appUrl),
    cookies: {
      getAll: () => [...jar].map(([name, value]) => ({ name, value })),
      setAll: (all) => {
        for (const { name, value } of all) jar.set(name, value);
      },
    },
  });
  const { data, error } = await auth.signInWithPassword({
    email: account.demoEmail,
    password: account.demoPassword,
  });
  if (error) throw error;
  const claims = await auth.getClaims(data.session.access_token);
  if (!claims.data) throw new Error("The demo account's session could not be read.");
  const user = { sub: data.user.id, email: account.demoEmail };
  const [workspace] = await services.db.withUser(user, (trx) => listWorkspaces(trx, user.sub));
  if (!workspace) throw new Error("The demo account has no workspace.");
  const confirm = async () => {
    const { error: ended } = await auth.getUser();
    if (ended) throw new AppError("unauthenticated", "The demo account was signed out.");
  };
  const sessionId = claims.data.claims.session_id;
  return {
    context: {
      actor: { kind: "session", sessionId, confirm },
      user,
      workspaceId: workspace.id,
      role: workspace.role,
      services,
    },
    async openDashboard() {
      const cookie = [...jar].map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
      const answer = await services.fetch(`${appUrl}/`, {
        headers: { cookie: cookie.join("; ") },
      });
      await answer.body?.cancel();
    },
    signOut: () => auth.signOut({ scope: "local" }),
  };
}

/** Connects the account that the sandbox's consent page proposes, by its form. */
async function connectByConsent(context: Context, provider: string): Promise<void> {
  const { fetch } = context.services;
  const { url } = await startOAuth.run(context, { provider });
  const page = await (await fetch(url)).text();
  const [, csrf = ""] = /name="csrf" value="([^"]+)"/.exec(page) ?? [];
  const [, name = "", choice = ""] =
    /type="radio" name="([^"]+)" value="([^"]+)" checked/.exec(page) ?? [];
  const answer = await fetch(new URL(new URL(url).pathname, url), {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ csrf, decision: "approve", [name]: choice }),
  });
  const back = new URL(answer.headers.get("location") ?? "", url).searchParams;
  await finishOAuth.run(context, { provider, state: back.get("state"), code: back.get("code") });
}

/** Lists the ids of the providers that the workspace is or was connected to. */
async function connectedProviders(context: Context): Promise<string[]> {
  const providers = await listConnections.run(context, {});
  return providers.flatMap(({ manifest, connections }) =>
    connections.length > 0 ? [manifest.id] : [],
  );
}

async function connectAll(context: Context, demo: NonNullable<Env["demoData"]>): Promise<void> {
  const connected = await connectedProviders(context);
  for (const provider of BY_CONSENT)
    if (!connected.includes(provider)) await connectByConsent(context, provider);
  if (connected.includes("twilio")) return;
  await connectKey.run(context, {
    provider: "twilio",
    fields: { ...demo.twilio, phoneNumber: TWILIO_NUMBER },
  });
}

async function enableRecipes(context: Context): Promise<void> {
  const saved = await listAutomationsVerb.run(context, {});
  for (const recipe of RECIPES_OF_DEMO) {
    const definition = RECIPES[recipe];
    const existing = saved.find(({ name }) => name === definition.name);
    if (existing?.status === "enabled") continue;
    const { id } = existing ?? (await saveAutomation.run(context, { definition }));
    await enableAutomationVerb.run(context, { id });
  }
}

interface Customer {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
}

/** Makes two payments of one customer at the Stripe sandbox: one succeeds, one is declined. Their webhooks start the automations. */
async function makePayments(context: Context): Promise<void> {
  const { env, fetch } = context.services;
  const providers = await listConnections.run(context, {});
  const stripe = providers.find(({ manifest }) => manifest.id === "stripe");
  const call = async (path: string, form?: Readonly<Record<string, string>>) =>
    fetch(`${env.stripe?.apiBase}/v1/${path}`, {
      headers: {
        authorization: `Bearer ${env.stripe?.secretKey}`,
        "stripe-account": stripe?.connections[0]?.accountId ?? "",
      },
      ...(form === undefined ? {} : { method: "POST", body: new URLSearchParams(form) }),
    });
  const list = await call("customers?limit=100");
  const { data } = (await list.json()) as { data: Customer[] }; // the list that Stripe documents
  const customer = data.find(({ name, email, phone }) => name && email && phone);
  if (!customer) throw new Error("No customer of the Stripe sandbox has a telephone number.");
  for (const card of CARDS) {
    const answer = await call("payment_intents", {
      amount: AMOUNT,
      currency: "usd",
      customer: customer.id,
      description: "Coffee subscription, first month",
      payment_method: card,
      confirm: "true",
    });
    // 402 is the declined payment.
    if (!answer.ok && answer.status !== 402)
      throw new Error(`The Stripe sandbox answered ${answer.status} to a payment.`);
  }
}

/** True if every provider of the demo is a sandbox, so that nothing is sent to a real account. */
const isSandboxed = ({ env }: Services) =>
  Boolean(env.stripe?.apiBase) &&
  ["jira", "slack", "twilio"].every((provider) => env.provider(provider).apiBase !== null);

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms).unref());

/** Repeats a piece of work until it succeeds. Throws its last error. */
async function repeat<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++)
    try {
      return await work();
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      await sleep(PAUSE_MS);
    }
}

/**
 * Connects the demo account's workspace to the sandboxes, enables automations and makes the payments that start them.
 * Does nothing unless `DEMO_DATA=1`, and nothing in a workspace that has or had a connection. Never throws.
 */
export async function prepareDemo(services: Services): Promise<void> {
  const { embedded, demoData, appUrl } = services.env;
  if (!embedded || !demoData || !isSandboxed(services)) return;
  try {
    const session = await repeat(() => signIn(services, embedded));
    const { context } = session;
    try {
      if ((await connectedProviders(context)).length > 0) return;
      // Webhooks need a server that listens. In development the compiler first builds the pages that people open first.
      await repeat(async () => (await services.fetch(`${appUrl}/login`)).body?.cancel());
      await repeat(() => session.openDashboard());
      await repeat(() => connectAll(context, demoData));
      await repeat(() => enableRecipes(context));
      await makePayments(context);
      logger.info("the demo account is connected to the sandboxes");
    } finally {
      await session.signOut();
    }
  } catch (err) {
    logger.warn({ err }, "the demo account could not be prepared");
  }
}
