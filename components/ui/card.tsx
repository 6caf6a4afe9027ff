import type { ComponentProps } from "react";

const join = (base: string, more: string | undefined) => (more ? `${base} ${more}` : base);

/** A panel; give it a heading by `aria-labelledby`. */
export function Card({ className, ...rest }: ComponentProps<"section">) {
  return (
    <section
      {...rest}
      className={join(
        "rounded-card border-line bg-surface flex min-w-0 flex-col border",
        className,
      )}
    />
  );
}

export function CardHeader({ className, ...rest }: ComponentProps<"header">) {
  return (
    <header {...rest} className={join("flex min-h-11 items-center gap-2 px-4 py-1.5", className)} />
  );
}

export function CardTitle({ className, children, ...rest }: ComponentProps<"h2">) {
  return (
    <h2 {...rest} className={join("text-ink min-w-0 truncate text-base font-semibold", className)}>
      {children}
    </h2>
  );
}

export function CardFooter({ className, ...rest }: ComponentProps<"footer">) {
  return (
    <footer
      {...rest}
      className={join(
        "border-line text-muted flex flex-wrap items-center gap-x-3 gap-y-1 border-t px-4 py-2 text-xs",
        className,
      )}
    />
  );
}
