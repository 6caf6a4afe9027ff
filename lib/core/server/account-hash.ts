import { createHash } from "node:crypto";

/** Names an account in the security log without its address, which may belong to nobody: 16 hexadecimal digits. */
export const accountHash = (email: string): string =>
  createHash("sha256").update(email.trim().toLowerCase()).digest("hex").slice(0, 16);
