import type { Metadata } from "next";
import { redirect } from "next/navigation";

import { currentSession } from "@/app/_server/session";
import { Logo } from "@/components/shell/logo";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";

import { confirmLink } from "./actions";
import { linkSchema, type ConfirmLink } from "./link";

export const metadata: Metadata = { title: "Confirm", referrer: "same-origin" };

const WORDS: Readonly<Record<ConfirmLink["type"], readonly [title: string, button: string]>> = {
  signup: ["Confirm your e-mail address", "Confirm and sign in"],
  invite: ["Accept the invitation", "Accept and sign in"],
  magiclink: ["Sign in", "Sign in"],
  email: ["Sign in", "Sign in"],
  recovery: ["Set a new password", "Continue"],
  email_change: ["Confirm your new e-mail address", "Confirm"],
};

/** Opening a link changes nothing, since mail scanners open links too: somebody has to press the button. */
export default async function ConfirmPage({ searchParams }: PageProps<"/auth/confirm">) {
  const parsed = linkSchema.safeParse(await searchParams);
  if (!parsed.success) redirect("/login?error=link_expired");
  const link = parsed.data;
  const [title, button] = WORDS[link.type];
  const signedIn = (await currentSession())?.user.email;
  const isSomebodyElse =
    signedIn !== undefined && signedIn.toLowerCase() !== link.email?.toLowerCase();
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10">
      <div className="grid w-full max-w-sm justify-items-center gap-6 text-center">
        <Logo />
        <h1 className="text-xl font-semibold">{title}</h1>
        {link.email ? <p className="text-muted text-sm break-words">For {link.email}</p> : null}
        {isSomebodyElse ? (
          <Banner tone="warning">
            You are signed in as {signedIn}. This link signs you out and signs in{" "}
            {link.email ?? "the account that the link was sent to"}. Go on only if you asked for it.
          </Banner>
        ) : null}
        <form action={confirmLink}>
          <input type="hidden" name="token_hash" value={link.token_hash} />
          <input type="hidden" name="type" value={link.type} />
          {link.email ? <input type="hidden" name="email" value={link.email} /> : null}
          <Button type="submit" variant="primary">
            {button}
          </Button>
        </form>
      </div>
    </main>
  );
}
