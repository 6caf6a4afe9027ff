import type { Metadata } from "next";
import Link from "next/link";

import { acceptInvitation } from "@/app/_server/invitation";
import { invitationOffer } from "@/app/_server/invitation-offer";
import { currentSession } from "@/app/_server/session";
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
    <div className="grid gap-3">
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
  if (!offer)
    return (
      <div className="grid gap-6">
        <div>
          <h1 className="text-xl font-semibold">This link is not valid</h1>
          <p className="text-muted mt-1">
            The invitation was used, withdrawn or has expired, or the link was not copied whole. Ask
            for a new one.
          </p>
        </div>
        <Link href={session ? "/" : "/login"} className={buttonClass({})}>
          {session ? "Go to the dashboard" : "Sign in"}
        </Link>
      </div>
    );
  return (
    <div className="grid gap-6">
      <div>
        <h1 className="text-xl font-semibold break-words">Join “{offer.workspace}”</h1>
        <p className="text-muted mt-1 break-words">
          {offer.inviter} invites you to this workspace as{" "}
          {ROLE_WORDS.get(offer.role) ?? offer.role}.
        </p>
      </div>
      {session ? (
        <form action={acceptInvitation.bind(null, token)} className="grid gap-4">
          <p className="break-words">You join as {session.user.email}.</p>
          <Button type="submit" variant="primary">
            Join the workspace
          </Button>
        </form>
      ) : (
        <SignInLinks next={`/invite/${encodeURIComponent(token)}`} />
      )}
    </div>
  );
}
