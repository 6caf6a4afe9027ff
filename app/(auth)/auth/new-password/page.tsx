import type { Metadata } from "next";

import { AuthForm } from "@/components/auth/auth-form";

import { setPassword } from "../../actions";

export const metadata: Metadata = { title: "Choose a new password" };

export default function NewPasswordPage() {
  return (
    <div className="grid gap-6">
      <h1 className="text-center text-xl font-semibold">Choose a new password</h1>
      <AuthForm
        action={setPassword}
        submit="Save the password"
        fields={[
          {
            name: "password",
            label: "New password",
            type: "password",
            autoComplete: "new-password",
            hint: "At least 8 characters",
          },
        ]}
      />
    </div>
  );
}
