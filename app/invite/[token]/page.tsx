import type { Metadata } from "next";
import Link from "next/link";

import { acceptInvitation } from "@/app/_server/invitation";
import { invitationOffer } from "@/app/_server/invitation-offer";
import { currentSession } from "@/app/_server/session";
import { Logo } from "@/components/shell/logo";
import { Button, buttonClass } from "@/components/ui/button";

// Forms need an Origin header, which "no-referrer" would take away; other sites still never see the address.
export const metadata: Metadata = { title: "Invitation", referrer: "same-origin" };

const ROLE_WORDS = new Map([
  ["admin", "an admin"],
  ["member", "a member"],
  ["viewer", "a viewer"],
]);

function SignInLinks({ next }: { next: string }) {
  return (
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
  );
}

/** Opening a link changes nothing: somebody has to press the button, signed in as who they want to be. */
export default async function InvitePage({ params }: PageProps<"/invite/[token]">) {
  const { token } = await params;
  const [offer, session] = await Promise.all([invitationOffer(token), currentSession()]);
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10">
      <div className="grid w-full max-w-sm justify-items-center gap-6 text-center">
        <Logo />
        {offer ? (
          <>
            <h1 className="text-xl font-semibold break-words">Join “{offer.workspace}”</h1>
            <p className="text-muted text-sm break-words">
              {offer.inviter} invites you to this workspace as{" "}
              {ROLE_WORDS.get(offer.role) ?? offer.role}.
            </p>
            {session ? (
              <form action={acceptInvitation.bind(null, token)} className="grid gap-2">
                <p className="text-muted text-sm">You join as {session.user.email}.</p>
                <Button type="submit" variant="primary">
                  Join the workspace
                </Button>
              </form>
            ) : (
              <SignInLinks next={`/invite/${encodeURIComponent(token)}`} />
            )}
          </>
        ) : (
          <>
            <h1 className="text-xl font-semibold">This link is not valid</h1>
            <p className="text-muted text-sm">
              The invitation was used, withdrawn or has expired, or the link was not copied whole.
              Ask for a new one.
            </p>
            <Link href={session ? "/" : "/login"} className={buttonClass({})}>
              {session ? "Go to the dashboard" : "Sign in"}
            </Link>
          </>
        )}
      </div>
    </main>
  );
}
