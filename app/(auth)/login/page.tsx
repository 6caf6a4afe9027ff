import type { Metadata } from "next";
import Link from "next/link";

import { demoAccount } from "@/app/_server/installation";
import { AuthForm } from "@/components/auth/auth-form";
import { DemoButton } from "@/components/auth/demo-button";
import { ForgetOpened } from "@/components/search/forget-opened";

import { signIn, signInDemo } from "../actions";

export const metadata: Metadata = { title: "Sign in" };

const NOTICES = new Map([
  ["session_ended", "Your session has ended. Sign in again."],
  ["link_expired", "This link has expired or was used before. Ask for a new one."],
  ["wrong_address", "This link belongs to another account, so it was not used to sign in."],
  ["confirm_other", "Confirmed. Now open the link in the e-mail to your other address."],
  [
    "only_this_device",
    "You are signed out on this device. Other devices could not be signed out: sign in and out again to end them.",
  ],
]);

const LINK = "text-link font-medium underline-offset-4 hover:underline";

/** The link to the sign-up page. Beside the demo account it is offered as the other choice. */
function SignUpLink({ hasDemo }: { hasDemo: boolean }) {
  return (
    <p className="text-muted text-center text-xs">
      {hasDemo ? null : "No account yet? "}
      <Link href="/signup" className={LINK}>
        {hasDemo ? "Use my own account" : "Create one"}
      </Link>
    </p>
  );
}

export default async function LoginPage({ searchParams }: PageProps<"/login">) {
  const { next, error } = await searchParams;
  const hasDemo = demoAccount() !== null;
  const notice = NOTICES.get(String(error));
  return (
    <div className="grid gap-6">
      <ForgetOpened />
      <div>
        <h1 className="text-xl font-semibold">Sign in</h1>
        <p className="text-muted mt-1">Your business, and the agents that help run it.</p>
      </div>
      <AuthForm
        action={signIn}
        submit="Sign in"
        next={typeof next === "string" ? next : "/"}
        {...(notice ? { notice } : {})}
        fields={[
          { name: "email", label: "E-mail", type: "email", autoComplete: "username" },
          {
            name: "password",
            label: "Password",
            type: "password",
            autoComplete: "current-password",
          },
        ]}
      />
      {hasDemo ? (
        <>
          <p className="text-muted before:bg-line after:bg-line flex items-center gap-3 text-xs before:h-px before:flex-1 after:h-px after:flex-1">
            or
          </p>
          <DemoButton action={signInDemo} />
        </>
      ) : null}
      <SignUpLink hasDemo={hasDemo} />
      <p className="text-muted text-center text-xs">
        <Link href="/reset" className={LINK}>
          Forgot the password?
        </Link>
      </p>
    </div>
  );
}
