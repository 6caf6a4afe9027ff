import "server-only";
import { services } from "@/lib/compose/services";

/** True if the database answers. */
export async function isHealthy(): Promise<boolean> {
  try {
    await services().log.heads([]);
    return true;
  } catch {
    return false;
  }
}

export const appUrl = () => services().env.appUrl;

/** The account that a local installation comes with, or null on a hosted one. */
export const demoAccount = () => services().env.embedded;

/** Somebody has signed out or changed their password: their streams end here and in other processes. */
export const accessChanged = () => services().accessChanged();
