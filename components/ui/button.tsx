import { cva } from "class-variance-authority";
import type { VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";

/** Classes of a button, for links that look like one. */
export const buttonClass = cva(
  "rounded-control inline-flex items-center justify-center gap-1.5 border font-medium whitespace-nowrap transition-colors select-none disabled:bg-neutral-soft disabled:text-muted disabled:shadow-none aria-disabled:opacity-60 aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-ink",
  {
    variants: {
      variant: {
        primary:
          "bg-accent text-accent-ink enabled:hover:bg-accent-hover border-transparent shadow-press",
        secondary:
          "bg-surface text-ink border-line enabled:hover:bg-hover [a&]:hover:bg-hover shadow-press",
        ghost:
          "text-muted enabled:hover:bg-hover enabled:hover:text-ink [a&]:hover:bg-hover border-transparent",
        danger:
          "bg-danger text-accent-ink enabled:hover:bg-danger-hover border-transparent shadow-press",
      },
      size: {
        sm: "h-7 px-2.5 text-xs pointer-coarse:h-9",
        md: "h-8 px-3 text-sm pointer-coarse:h-11",
        icon: "target text-sm",
      },
    },
    defaultVariants: { variant: "secondary", size: "md" },
  },
);

type ButtonProps = ComponentProps<"button"> &
  VariantProps<typeof buttonClass> & {
    /** True if its work is under way: it keeps its place and words, and a second press does nothing. */
    pending?: boolean;
  };

/** A button; `type="button"` unless told otherwise, so that it never submits a form by accident. */
export function Button({
  variant,
  size,
  pending = false,
  className,
  type = "button",
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={buttonClass({ variant, size, className })}
      aria-disabled={pending || rest["aria-disabled"]}
      aria-busy={pending || undefined}
      onClick={pending ? (event) => event.preventDefault() : onClick}
    />
  );
}
