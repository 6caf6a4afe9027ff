import type { Metadata } from "next";

import { isResetSession } from "@/app/_server/reset-session";
import { currentSession } from "@/app/_server/session";
import { AuthForm } from "@/components/auth/auth-form";

import { setPassword } from "../../password-actions";

export const metadata: Metadata = { title: "Choose a new password" };

const CURRENT = {
  name: "current",
  label: "Current password",
  type: "password",
  autoComplete: "current-password",
} as const;

export default async function NewPasswordPage() {
  const session = await currentSession();
  const asksCurrent = session !== null && !(await isResetSession(session.sessionId));
  return (
    <div className="grid gap-6">
      <h1 className="text-xl font-semibold">Choose a new password</h1>
      <AuthForm
        action={setPassword}
        submit="Save the password"
        fields={[
          ...(asksCurrent ? [CURRENT] : []),
          {
            name: "password",
            label: "New password",
            type: "password",
            autoComplete: "new-password",
            hint: "At least 8 characters. Your other devices are signed out.",
          },
        ]}
      />
    </div>
  );
}
