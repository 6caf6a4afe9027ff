import { z } from "zod";

/** The roles of a member, weakest first. */
export const roleSchema = z.enum(["viewer", "member", "admin", "owner"]);
export type Role = z.infer<typeof roleSchema>;

export const memberSchema = z.object({
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  role: roleSchema,
  since: z.date(),
});
export type Member = Omit<z.infer<typeof memberSchema>, "since">;

/** An invitation that can still be used. */
export const invitationSchema = z.object({
  id: z.string(),
  role: roleSchema,
  createdAt: z.date(),
  expiresAt: z.date(),
  /** Name or e-mail address of its creator. */
  inviter: z.string(),
});

/** An invitation's link, which is shown once. */
export const invitationLinkSchema = z.object({ url: z.string(), role: roleSchema });
export type InvitationLink = z.infer<typeof invitationLinkSchema>;

export const withdrawnSchema = z.object({ id: z.string(), role: z.string() });
export const memberRoleSchema = z.object({ userId: z.string(), role: roleSchema });
export const removedMemberSchema = z.object({ userId: z.string() });
export const joinedSchema = z.object({ workspaceId: z.string(), userId: z.string() });
