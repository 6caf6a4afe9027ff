"use server";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { z } from "zod";

import { appUrl, demoAccount, endSessionStreams } from "@/app/_server/installation";
import { limitSignIn } from "@/app/_server/rate-limit";
import { authClient, currentSession } from "@/app/_server/session";
import type { FormState } from "@/components/auth/form-state";

const credentials = z.object({
  email: z.email("Enter an e-mail address, such as ada@example.com."),
  password: z
    .string()
    .min(8, "The password has at least 8 characters.")
    .max(200, "The password has at most 200 characters."),
});

/** Only paths of this app: what a form says about where to go next is not trusted. */
const safeNext = (value: FormDataEntryValue | null) =>
  typeof value === "string" && /^\/(?![/\\])[\w\-/?=&%.]*$/.test(value) ? value : "/";

const problem = (message: string, field?: string): FormState => ({
  ok: false,
  message,
  ...(field ? { field } : {}),
});

function parse<T>(schema: z.ZodType<T>, form: FormData): { value: T } | { state: FormState } {
  const parsed = schema.safeParse(Object.fromEntries(form));
  if (parsed.success) return { value: parsed.data };
  const [issue] = parsed.error.issues;
  return { state: problem(issue?.message ?? "Check what you entered.", issue?.path.join(".")) };
}

export async function signIn(_before: FormState, form: FormData): Promise<FormState> {
  const parsed = parse(credentials, form);
  if ("state" in parsed) return parsed.state;
  const wait = limitSignIn(parsed.value.email);
  if (wait) return problem(wait);
  const { error } = await (await authClient()).auth.signInWithPassword(parsed.value);
  if (error)
    return problem(
      error.status && error.status < 500
        ? "E-mail and password do not match."
        : "Signing in is not possible right now. Try again in a moment.",
    );
  redirect(safeNext(form.get("next")) as "/");
}

export async function signUp(_before: FormState, form: FormData): Promise<FormState> {
  const parsed = parse(credentials.extend({ name: z.string().trim().max(60).default("") }), form);
  if ("state" in parsed) return parsed.state;
  const { email, password, name } = parsed.value;
  const wait = limitSignIn(email);
  if (wait) return problem(wait);
  const { data, error } = await (
    await authClient()
  ).auth.signUp({ email, password, options: { data: { name } } });
  if (error)
    return problem(
      /registered|exists/i.test(error.message)
        ? "There is an account with this e-mail already. Sign in, or reset the password."
        : "The account could not be made. Check the e-mail and the password.",
      "email",
    );
  if (!data.session)
    return { ok: true, message: "Look into your mailbox: the link there confirms your address." };
  redirect(safeNext(form.get("next")) as "/");
}

/** One click, on a local installation only: the account and its password were made when it was installed. */
export async function signInDemo(): Promise<FormState> {
  const embedded = demoAccount();
  const host = (await headers()).get("host") ?? "";
  const local =
    /^(localhost|127\.0\.0\.1)(:\d+)?$/.test(host) &&
    /^http:\/\/(localhost|127\.0\.0\.1)/.test(appUrl());
  if (!embedded || !local) return problem("The demo account exists on a local installation only.");
  const { error } = await (
    await authClient()
  ).auth.signInWithPassword({ email: embedded.demoEmail, password: embedded.demoPassword });
  if (error)
    return problem(
      "The demo account could not be opened. Its password was changed, or the auth service is not ready.",
    );
  redirect("/");
}

export async function requestReset(_before: FormState, form: FormData): Promise<FormState> {
  const parsed = parse(credentials.pick({ email: true }), form);
  if ("state" in parsed) return parsed.state;
  const wait = limitSignIn(parsed.value.email);
  if (wait) return problem(wait);
  await (
    await authClient()
  ).auth.resetPasswordForEmail(parsed.value.email, {
    redirectTo: `${appUrl()}/auth/confirm`,
  });
  // The same answer whether or not there is such an account.
  return {
    ok: true,
    message: "If there is an account with this address, a link to a new password is on its way.",
  };
}

export async function setPassword(_before: FormState, form: FormData): Promise<FormState> {
  const parsed = parse(credentials.pick({ password: true }), form);
  if ("state" in parsed) return parsed.state;
  if (!(await currentSession())) return problem("The link has expired. Ask for a new one.");
  const { error } = await (await authClient()).auth.updateUser({ password: parsed.value.password });
  if (error)
    return problem(
      "The password was not changed. Choose another one, or ask for a new link.",
      "password",
    );
  redirect("/");
}

export async function signOut(): Promise<void> {
  const session = await currentSession();
  await (await authClient()).auth.signOut();
  if (session) endSessionStreams(session.sessionId);
  redirect("/login");
}
