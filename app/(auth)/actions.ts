"use server";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { z } from "zod";

import { accessChanged, appUrl, demoAccount } from "@/app/_server/installation";
import { FOREIGN_REQUEST, isOwnRequest } from "@/app/_server/own-request";
import { beginSignIn, limitSignUp } from "@/app/_server/rate-limit";
import { noteSecurity } from "@/app/_server/security";
import { authClient, currentSession, forgetSession } from "@/app/_server/session";
import type { FormState } from "@/components/auth/form-state";
import { accountHash } from "@/lib/core/server/account-hash";
import { passwordProblem } from "@/lib/core/server/password";

import { credentials, parse, problem, safeNext } from "./form";

/** A failure answers after this long at the earliest: Auth takes longer to refuse a password than an unknown address. */
const MIN_FAILURE_MS = 600;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export async function signIn(_before: FormState, form: FormData): Promise<FormState> {
  if (!(await isOwnRequest())) return problem(FOREIGN_REQUEST);
  const parsed = parse(credentials, form);
  if ("state" in parsed) return parsed.state;
  const { email, password } = parsed.value;
  const attempt = await beginSignIn(email);
  if (attempt.wait) return problem(attempt.wait);
  const earliest = sleep(MIN_FAILURE_MS);
  const { data, error } = await (await authClient()).auth.signInWithPassword({ email, password });
  if (error) {
    await noteSecurity({ kind: "sign_in_failed", details: { account: accountHash(email) } });
    await earliest;
    return problem(
      error.status && error.status < 500
        ? "E-mail and password do not match."
        : "Signing in is not possible right now. Try again in a moment.",
    );
  }
  await attempt.succeeded();
  await noteSecurity({ kind: "sign_in", userId: data.user.id });
  redirect(safeNext(form.get("next")) as "/");
}

export async function signUp(_before: FormState, form: FormData): Promise<FormState> {
  if (!(await isOwnRequest())) return problem(FOREIGN_REQUEST);
  const parsed = parse(credentials.extend({ name: z.string().trim().max(60).default("") }), form);
  if ("state" in parsed) return parsed.state;
  const { email, password, name } = parsed.value;
  const weakness = await passwordProblem(password, [email, name]);
  if (weakness) return problem(weakness, "password");
  const wait = await limitSignUp();
  if (wait) return problem(wait);
  const earliest = sleep(MIN_FAILURE_MS);
  const { data, error } = await (
    await authClient()
  ).auth.signUp({ email, password, options: { data: { name } } });
  await earliest;
  if (error)
    // The same answer to an address that is taken and to one that Auth does not want.
    return problem(
      error.status && error.status < 500
        ? "The account could not be created. If you have one already, sign in or reset the password."
        : "Creating an account is not possible right now. Try again in a moment.",
      "email",
    );
  await noteSecurity({ kind: "sign_up", details: { account: accountHash(email) } });
  if (!data.session)
    return {
      ok: true,
      message: "Check your mailbox: the link in our e-mail confirms your address.",
    };
  redirect(safeNext(form.get("next")) as "/");
}

/** One click, on a local installation only: the account and its password were made when it was installed. */
export async function signInDemo(): Promise<FormState> {
  if (!(await isOwnRequest())) return problem(FOREIGN_REQUEST);
  const embedded = demoAccount();
  const host = (await headers()).get("host") ?? "";
  const local =
    /^(localhost|127\.0\.0\.1)(:\d+)?$/.test(host) &&
    /^http:\/\/(localhost|127\.0\.0\.1)/.test(appUrl());
  if (!embedded || !local) return problem("The demo account exists on a local installation only.");
  const { data, error } = await (
    await authClient()
  ).auth.signInWithPassword({ email: embedded.demoEmail, password: embedded.demoPassword });
  if (error)
    return problem(
      "The demo account could not be opened. Its password was changed, or the auth service is not ready.",
    );
  await noteSecurity({ kind: "sign_in", userId: data.user.id, details: { by: "demo" } });
  redirect("/");
}

/** Ends every session of the person, on all devices, and their streams in all processes. */
export async function signOut(): Promise<void> {
  if (!(await isOwnRequest())) redirect("/login");
  const session = await currentSession().catch(() => null); // signing out works without the database too
  const { error } = await (await authClient()).auth.signOut();
  await forgetSession();
  if (session) {
    await noteSecurity({ kind: "sign_out", userId: session.user.sub });
    accessChanged();
  }
  redirect(error ? "/login?error=only_this_device" : "/login");
}
