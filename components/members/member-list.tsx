"use client";

import { useState, useTransition } from "react";

import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { SelectField } from "@/components/ui/field";
import { LazyDialog } from "@/components/ui/lazy-dialog";
import { useToast } from "@/components/ui/toast";
import type { ActionResult } from "@/lib/core/action-result";

export interface MemberView {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly role: string;
}

export interface MemberActions {
  readonly invite: (role: string) => Promise<ActionResult<{ url: string; role: string }>>;
  readonly setRole: (userId: string, role: string) => Promise<ActionResult<unknown>>;
  readonly remove: (userId: string) => Promise<ActionResult<unknown>>;
}

const ROLES = [
  { value: "owner", label: "Owner: everything, including owners" },
  { value: "admin", label: "Admin: connections, members, money" },
  { value: "member", label: "Member: widgets and events" },
  { value: "viewer", label: "Viewer: looks, changes nothing" },
];

function Invite({ invite }: { invite: MemberActions["invite"] }) {
  const [pending, start] = useTransition();
  const [role, setRole] = useState("member");
  const [link, setLink] = useState<string | null>(null);
  const toast = useToast();
  const make = () =>
    start(async () => {
      const result = await invite(role);
      if (result.ok) setLink(result.value.url);
      else toast.error(result.message);
    });
  return (
    <Card className="gap-4 p-5" aria-labelledby="invite">
      <h2 id="invite" className="font-semibold">
        Invite somebody
      </h2>
      <div className="flex flex-wrap items-end gap-3">
        <SelectField
          label="Role"
          value={role}
          onChange={(event) => setRole(event.target.value)}
          options={ROLES.filter(({ value }) => value !== "owner")}
        />
        <Button variant="primary" onClick={make} pending={pending}>
          Make a link
        </Button>
      </div>
      <div aria-live="polite" className="empty:hidden">
        {link ? (
          <div className="bg-sunken flex items-center gap-2 rounded-md p-2 text-xs">
            <code className="min-w-0 flex-1 break-all">{link}</code>
            <CopyButton value={link} label="Copy the invitation" text="Copy" />
          </div>
        ) : null}
      </div>
      <p className="text-muted text-xs">
        Whoever opens the link within seven days joins with this role. It is shown once.
      </p>
    </Card>
  );
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
      className="border-line-strong bg-surface rounded-control h-9 border px-2 text-sm"
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
  member: MemberView;
  isSelf: boolean;
  canEdit: boolean;
  actions: MemberActions;
}) {
  const [pending, start] = useTransition();
  const [asking, setAsking] = useState(false);
  const toast = useToast();
  const name = member.name || member.email;
  const run = (work: () => Promise<ActionResult<unknown>>, done: string) =>
    start(async () => {
      const result = await work();
      setAsking(false);
      if (result.ok) toast.success(done);
      else toast.error(result.message);
    });
  return (
    <li className="border-line flex flex-wrap items-center gap-x-4 gap-y-2 border-t py-3 first:border-t-0">
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
        <span className="text-muted text-sm">{member.role}</span>
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
        description="Access ends at once, open pages included. Somebody with the right role can invite again."
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

/** Who is in the workspace and what they may do. */
export function MemberList({
  members,
  selfId,
  canEdit,
  actions,
}: {
  members: readonly MemberView[];
  selfId: string;
  canEdit: boolean;
  actions: MemberActions;
}) {
  return (
    <div className="grid gap-4">
      <Card className="px-5 py-2">
        <ul>
          {members.map((member) => (
            <MemberRow
              key={member.userId}
              member={member}
              isSelf={member.userId === selfId}
              canEdit={canEdit}
              actions={actions}
            />
          ))}
        </ul>
      </Card>
      {canEdit ? <Invite invite={actions.invite} /> : null}
    </div>
  );
}
