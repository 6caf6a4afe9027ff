import type { Metadata } from "next";
import Link from "next/link";

import { AuthForm } from "@/components/auth/auth-form";

import { requestReset } from "../password-actions";

export const metadata: Metadata = { title: "Reset the password" };

export default function ResetPage() {
  return (
    <div className="grid gap-6">
      <h1 className="text-xl font-semibold">Reset the password</h1>
      <AuthForm
        action={requestReset}
        submit="Send me a link"
        fields={[{ name: "email", label: "E-mail", type: "email", autoComplete: "username" }]}
      />
      <p className="text-muted text-center text-sm">
        <Link href="/login" className="text-link font-medium underline-offset-4 hover:underline">
          Back to sign in
        </Link>
      </p>
    </div>
  );
}
