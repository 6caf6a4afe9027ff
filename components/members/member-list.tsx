"use client";

import { useState, useTransition } from "react";

import { answerOf } from "@/components/ui/answer-of";
import { Button } from "@/components/ui/button";
import { LazyDialog } from "@/components/ui/lazy-dialog";
import { Rows } from "@/components/ui/rows";
import { useToast } from "@/components/ui/toast";
import type { Member } from "@/lib/contracts/member";
import type { ActionResult } from "@/lib/core/action-result";

import { Invitations, type InvitationActions, type InvitationView } from "./invitations";
import { ROLES } from "./roles";

export interface MemberActions extends InvitationActions {
  readonly setRole: (userId: string, role: string) => Promise<ActionResult<unknown>>;
  readonly remove: (userId: string) => Promise<ActionResult<unknown>>;
}

function RoleSelect({
  name,
  role,
  disabled,
  onPick,
}: {
  name: string;
  role: string;
  disabled: boolean;
  onPick: (role: string) => void;
}) {
  return (
    <select
      aria-label={`Role of ${name}`}
      value={role}
      disabled={disabled}
      onChange={(event) => onPick(event.target.value)}
      className="border-line-strong bg-surface rounded-control h-8 border px-2 capitalize max-md:h-11 max-md:text-[1rem]"
    >
      {ROLES.map(({ value }) => (
        <option key={value} value={value}>
          {value}
        </option>
      ))}
    </select>
  );
}

function MemberRow({
  member,
  isSelf,
  canEdit,
  actions,
}: {
  member: Member;
  isSelf: boolean;
  canEdit: boolean;
  actions: MemberActions;
}) {
  const [pending, start] = useTransition();
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const toast = useToast();
  const name = member.name || member.email;
  const run = (work: () => Promise<ActionResult<unknown>>, done: string) =>
    start(async () => {
      const result = await answerOf(work(), "the member was changed");
      if (result.ok) {
        setAsking(false);
        toast.success(done);
      } else if (asking) setProblem(result.message);
      else toast.error(result.message);
    });
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2">
      <div className="min-w-0 flex-1 basis-48">
        <p className="truncate text-sm font-medium">
          {name} {isSelf ? <span className="text-muted font-normal">(you)</span> : null}
        </p>
        <p className="text-muted truncate text-xs">{member.email}</p>
      </div>
      {canEdit ? (
        <RoleSelect
          name={name}
          role={member.role}
          disabled={pending}
          onPick={(role) =>
            run(() => actions.setRole(member.userId, role), `${name} is now ${role}.`)
          }
        />
      ) : (
        <span className="text-muted capitalize">{member.role}</span>
      )}
      {canEdit || isSelf ? (
        <Button
          variant="ghost"
          size="sm"
          onClick={() => setAsking(true)}
          aria-label={isSelf ? "Leave the workspace" : `Remove ${name}`}
        >
          {isSelf ? "Leave" : "Remove"}
        </Button>
      ) : null}
      <LazyDialog
        open={asking}
        onOpenChange={setAsking}
        title={isSelf ? "Leave this workspace?" : `Remove ${name}?`}
        problem={problem}
        description="Access ends at once, open pages included. Invitations and API tokens that this person created stop working."
        footer={
          <>
            <Button onClick={() => setAsking(false)}>Cancel</Button>
            <Button
              variant="danger"
              pending={pending}
              onClick={() => run(() => actions.remove(member.userId), `${name} was removed.`)}
            >
              {isSelf ? "Leave" : "Remove"}
            </Button>
          </>
        }
      />
    </li>
  );
}

/** The members of the workspace with their roles, and for admins the invitations. */
export function MemberList({
  members,
  invitations,
  selfId,
  canEdit,
  actions,
}: {
  members: readonly Member[];
  invitations: readonly InvitationView[];
  selfId: string;
  canEdit: boolean;
  actions: MemberActions;
}) {
  return (
    <div className="grid gap-8">
      <Rows>
        {members.map((member) => (
          <MemberRow
            key={member.userId}
            member={member}
            isSelf={member.userId === selfId}
            canEdit={canEdit}
            actions={actions}
          />
        ))}
      </Rows>
      {canEdit ? <Invitations invitations={invitations} actions={actions} /> : null}
    </div>
  );
}
