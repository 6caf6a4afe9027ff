"use client";

import {
  startTransition,
  useActionState,
  useState,
  type ComponentProps,
  type ReactNode,
  type SubmitEvent,
} from "react";

import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";

import type { FormState } from "./form-state";

/** One input of a form: what the browser needs to know to help with it. */
export interface AuthField {
  readonly name: string;
  readonly label: string;
  readonly type: "email" | "password" | "text";
  readonly autoComplete: string;
  readonly hint?: string;
  readonly optional?: boolean;
}

/** A password that can be shown while it is typed. */
function PasswordField(props: ComponentProps<typeof Field>) {
  const [isShown, setIsShown] = useState(false);
  return (
    <Field
      {...props}
      type={isShown ? "text" : "password"}
      autoCapitalize="none"
      spellCheck={false}
      action={
        <button
          type="button"
          className="text-muted hover:text-ink min-h-6 rounded px-1 text-xs underline-offset-4 hover:underline"
          onClick={() => setIsShown(!isShown)}
        >
          {isShown ? "Hide" : "Show"} <span className="sr-only">{props.label.toLowerCase()}</span>
        </button>
      }
    />
  );
}

/** React empties a form after its action; what was typed must stay. Without scripts the action alone does the work. */
function submitKeeping(run: (form: FormData) => void) {
  return (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    startTransition(() => run(form));
  };
}

/** A form with one server action. Keeps what was typed when the action finds something wrong. */
export function AuthForm({
  action,
  fields,
  submit,
  next,
  notice,
  children,
}: {
  action: (before: FormState, form: FormData) => Promise<FormState>;
  fields: readonly AuthField[];
  submit: string;
  next?: string;
  /** The reason why people came here, e.g. an ended session. */
  notice?: string;
  children?: ReactNode;
}) {
  const [state, run, pending] = useActionState<FormState, FormData>(action, null);
  // A message about a field stands at the field.
  const isAtField = fields.some(({ name }) => name === state?.field);
  const message = isAtField ? null : (state?.message ?? notice);
  return (
    <form action={run} onSubmit={submitKeeping(run)} className="grid gap-4" noValidate>
      {next ? <input type="hidden" name="next" value={next} /> : null}
      <div aria-live="polite" className="empty:hidden">
        {message ? (
          <Banner tone={state?.ok ? "success" : state ? "danger" : "info"}>{message}</Banner>
        ) : null}
      </div>
      {fields.map(({ optional = false, ...field }) => {
        const Input = field.type === "password" ? PasswordField : Field;
        const error = state?.field === field.name ? state.message : undefined;
        return <Input key={field.name} {...field} required={!optional} error={error} />;
      })}
      <Button type="submit" variant="primary" pending={pending}>
        {pending ? "One moment…" : submit}
      </Button>
      {children}
    </form>
  );
}
