import type { Metadata } from "next";
import Link from "next/link";

import { AuthForm } from "@/components/auth/auth-form";

import { signUp } from "../actions";

export const metadata: Metadata = { title: "Create an account" };

export default async function SignupPage({ searchParams }: PageProps<"/signup">) {
  const { next } = await searchParams;
  return (
    <div className="grid gap-6">
      <h1 className="text-xl font-semibold">Create an account</h1>
      <AuthForm
        action={signUp}
        submit="Create the account"
        next={typeof next === "string" ? next : "/"}
        fields={[
          { name: "name", label: "Name", type: "text", autoComplete: "name", optional: true },
          { name: "email", label: "E-mail", type: "email", autoComplete: "username" },
          {
            name: "password",
            label: "Password",
            type: "password",
            autoComplete: "new-password",
            hint: "At least 8 characters",
          },
        ]}
      />
      <p className="text-muted text-center text-sm">
        Already have an account?{" "}
        <Link href="/login" className="text-link font-medium underline-offset-4 hover:underline">
          Sign in
        </Link>
      </p>
    </div>
  );
}
