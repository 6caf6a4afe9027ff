"use server";
import { revalidatePath } from "next/cache";
import { cookies } from "next/headers";

import { act } from "@/app/_server/act";
import { appUrl } from "@/app/_server/installation";
import { isOwnRequest } from "@/app/_server/own-request";
import type { OverviewLayout } from "@/lib/contracts/overview";
import {
  ownCookie,
  THEME_COOKIE,
  WORKSPACE_COOKIE,
  YEAR_SECONDS,
} from "@/lib/core/server/session-cookie";
import { connectKey } from "@/lib/verbs/connections/connect-key";
import { disconnect, disconnectEffects } from "@/lib/verbs/connections/disconnect";
import { setWebhookSecret } from "@/lib/verbs/connections/set-webhook-secret";
import { testConnection } from "@/lib/verbs/connections/test";
import { reorderDashboard } from "@/lib/verbs/dashboard/reorder";
import { removeMember, setMemberRole } from "@/lib/verbs/members/change-role";
import { inviteMember, withdrawInvitation } from "@/lib/verbs/members/invite";
import { saveOverviewLayout } from "@/lib/verbs/overview/layout";
import { addWidget } from "@/lib/verbs/widgets/add";
import { chooseConnection } from "@/lib/verbs/widgets/choose-connection";
import { removeWidget } from "@/lib/verbs/widgets/remove";

const CREDENTIALS = "/settings/connections";
const MEMBERS = "/settings/members";

export async function testConnectionAction(id: string) {
  const result = await act(testConnection, { id }, (output) => output);
  revalidatePath(CREDENTIALS);
  return result;
}
export async function disconnectAction(id: string, deleteCopy: boolean) {
  const result = await act(disconnect, { id, deleteCopy }, (output) => output);
  revalidatePath(CREDENTIALS);
  return result;
}
export async function disconnectEffectsAction(id: string) {
  return act(disconnectEffects, { id }, ({ automations }) => automations);
}
export async function connectKeyAction(provider: string, fields: Readonly<Record<string, string>>) {
  const result = await act(connectKey, { provider, fields }, ({ label, accountId }) => ({
    label,
    accountId,
  }));
  revalidatePath(CREDENTIALS);
  return result;
}
export async function setWebhookSecretAction(id: string, secret?: string) {
  return act(setWebhookSecret, { id, secret }, (output) => output);
}
export async function addWidgetAction(dashboardId: string, type: string) {
  return act(addWidget, { dashboardId, type }, (output) => output);
}
export async function removeWidgetAction(id: string, removed: boolean) {
  return act(removeWidget, { id, removed }, (output) => output);
}
export async function chooseConnectionAction(id: string, connectionId: string) {
  return act(chooseConnection, { id, connectionId }, (output) => output);
}
export async function reorderAction(dashboardId: string, order: string[]) {
  return act(reorderDashboard, { dashboardId, order }, (output) => output);
}
export async function saveOverviewLayoutAction(layout: OverviewLayout | null) {
  return act(saveOverviewLayout, { layout }, (saved) => saved);
}
export async function inviteAction(role: string) {
  const result = await act(inviteMember, { role }, (output) => output);
  revalidatePath(MEMBERS);
  return result;
}
export async function withdrawInvitationAction(id: string) {
  const result = await act(withdrawInvitation, { id }, (output) => output);
  revalidatePath(MEMBERS);
  return result;
}
export async function setRoleAction(userId: string, role: string) {
  const result = await act(setMemberRole, { userId, role }, (output) => output);
  revalidatePath(MEMBERS);
  return result;
}
export async function removeMemberAction(userId: string) {
  const result = await act(removeMember, { userId }, (output) => output);
  revalidatePath(MEMBERS);
  return result;
}

/** Which workspace is looked at; membership is checked again at every request. */
export async function chooseWorkspace(id: string): Promise<void> {
  if (!(await isOwnRequest())) return;
  (await cookies()).set(WORKSPACE_COOKIE, id, ownCookie(appUrl(), YEAR_SECONDS));
  revalidatePath("/", "layout");
}
export async function chooseTheme(theme: "system" | "light" | "dark"): Promise<void> {
  if (!(await isOwnRequest())) return;
  const jar = await cookies();
  if (theme === "system") jar.delete(THEME_COOKIE);
  else jar.set(THEME_COOKIE, theme, ownCookie(appUrl(), YEAR_SECONDS));
}
