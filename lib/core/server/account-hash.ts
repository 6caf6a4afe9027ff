import { createHash } from "node:crypto";

/** Returns a hash of 16 hexadecimal digits that identifies an account in the security log without its address. */
export const accountHash = (email: string): string =>
  createHash("sha256").update(email.trim().toLowerCase()).digest("hex").slice(0, 16);
