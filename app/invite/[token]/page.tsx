import type { Metadata } from "next";
import Link from "next/link";

import { acceptInvitation } from "@/app/_server/invitation";
import { currentSession } from "@/app/_server/session";
import { Logo } from "@/components/shell/logo";
import { Button, buttonClass } from "@/components/ui/button";

export const metadata: Metadata = { title: "Invitation", referrer: "no-referrer" };

/** Opening a link changes nothing: somebody has to press the button, signed in as who they want to be. */
export default async function InvitePage({ params, searchParams }: PageProps<"/invite/[token]">) {
  const { token } = await params;
  const { error } = await searchParams;
  const session = await currentSession();
  const next = `/invite/${encodeURIComponent(token)}`;
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10">
      <div className="grid w-full max-w-sm justify-items-center gap-6 text-center">
        <Logo />
        <h1 className="text-xl font-semibold">You are invited to a workspace</h1>
        {error ? (
          <p role="alert" className="text-danger-ink text-sm">
            This invitation has expired or does not exist. Ask for a new link.
          </p>
        ) : null}
        {session ? (
          <form action={acceptInvitation.bind(null, token)} className="grid gap-2">
            <p className="text-muted text-sm">You join as {session.user.email}.</p>
            <Button type="submit" variant="primary">
              Join the workspace
            </Button>
          </form>
        ) : (
          <div className="flex gap-2">
            <Link
              href={{ pathname: "/login", query: { next } }}
              className={buttonClass({ variant: "primary" })}
            >
              Sign in to join
            </Link>
            <Link href={{ pathname: "/signup", query: { next } }} className={buttonClass({})}>
              Create an account
            </Link>
          </div>
        )}
      </div>
    </main>
  );
}
