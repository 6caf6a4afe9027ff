"use server";

import { act } from "@/app/_server/act";
import { pauseSync, rereadObject, restartSync, resumeSync } from "@/lib/verbs/sync/control";

const nothing = () => null;

export async function pauseSyncAction(connection: string) {
  return act(pauseSync, { connection }, nothing);
}

export async function resumeSyncAction(connection: string) {
  return act(resumeSync, { connection }, nothing);
}

export async function restartSyncAction(connection: string, type?: string) {
  return act(restartSync, { connection, type }, nothing);
}

export async function rereadObjectAction(connection: string, type: string, id: string) {
  return act(rereadObject, { connection, type, id }, nothing);
}
