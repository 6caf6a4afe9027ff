"use client";

import { useState, useTransition } from "react";

import { answerOf } from "@/components/ui/answer-of";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { SelectField } from "@/components/ui/field";
import { RelativeTime } from "@/components/ui/relative-time";
import { Rows } from "@/components/ui/rows";
import { useToast } from "@/components/ui/toast";
import type { InvitationLink } from "@/lib/contracts/member";
import type { ActionResult } from "@/lib/core/action-result";

import { ROLES } from "./roles";

/** An invitation that nobody has used yet. */
export interface InvitationView {
  readonly id: string;
  readonly role: string;
  readonly inviter: string;
  /** Epoch milliseconds. */
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

export interface InvitationActions {
  readonly invite: (role: string) => Promise<ActionResult<InvitationLink>>;
  readonly withdraw: (id: string) => Promise<ActionResult<unknown>>;
}

function NewInvitation({ invite }: Pick<InvitationActions, "invite">) {
  const [pending, start] = useTransition();
  const [role, setRole] = useState("member");
  const [link, setLink] = useState<string | null>(null);
  const toast = useToast();
  const make = () =>
    start(async () => {
      const result = await answerOf(invite(role), "the invitation was created");
      if (result.ok) setLink(result.value.url);
      else toast.error(result.message);
    });
  return (
    <>
      <div className="flex flex-wrap items-end gap-3">
        <SelectField
          label="Role"
          value={role}
          onChange={(event) => setRole(event.target.value)}
          options={ROLES.filter(({ value }) => value !== "owner")}
        />
        <Button variant="primary" onClick={make} pending={pending}>
          Create invitation link
        </Button>
      </div>
      <div aria-live="polite" className="empty:hidden">
        {link ? (
          <div className="bg-sunken rounded-control flex items-center gap-2 p-2 text-xs">
            <code className="min-w-0 flex-1 break-all">{link}</code>
            <CopyButton value={link} label="Copy the invitation" text="Copy" />
          </div>
        ) : null}
      </div>
      <p className="text-muted text-xs">
        The first person who opens the link and joins gets this role. The link expires after seven
        days and is shown only once, so copy it now.
      </p>
    </>
  );
}

function InvitationRow({
  invitation,
  withdraw,
}: {
  invitation: InvitationView;
  withdraw: InvitationActions["withdraw"];
}) {
  const [pending, start] = useTransition();
  const toast = useToast();
  const end = () =>
    start(async () => {
      const result = await answerOf(withdraw(invitation.id), "the invitation was withdrawn");
      if (result.ok) toast.success("The invitation was withdrawn.");
      else toast.error(result.message);
    });
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2">
      <div className="min-w-0 flex-1 basis-48">
        <p className="text-sm font-medium">Invitation as {invitation.role}</p>
        <p className="text-muted text-xs">
          Created by {invitation.inviter}{" "}
          <RelativeTime atMs={invitation.createdAtMs} timeZone="UTC" /> · expires{" "}
          <RelativeTime atMs={invitation.expiresAtMs} timeZone="UTC" />
        </p>
      </div>
      <Button
        variant="ghost"
        size="sm"
        pending={pending}
        onClick={end}
        aria-label={`Withdraw the invitation as ${invitation.role}`}
      >
        Withdraw
      </Button>
    </li>
  );
}

/** Creates invitation links, and lists those that nobody has used yet. */
export function Invitations({
  invitations,
  actions,
}: {
  invitations: readonly InvitationView[];
  actions: InvitationActions;
}) {
  return (
    <section className="grid grid-cols-1 gap-3" aria-labelledby="invite">
      <h2 id="invite" className="text-base font-semibold">
        Invite a person
      </h2>
      <NewInvitation invite={actions.invite} />
      {invitations.length > 0 ? (
        <div>
          <h3 className="pb-2 font-medium">Open invitations</h3>
          <Rows>
            {invitations.map((invitation) => (
              <InvitationRow
                key={invitation.id}
                invitation={invitation}
                withdraw={actions.withdraw}
              />
            ))}
          </Rows>
        </div>
      ) : null}
    </section>
  );
}
