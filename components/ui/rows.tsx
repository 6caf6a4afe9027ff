import type { ComponentProps } from "react";

/** A list of rows between hairlines, without a box around them. */
export function Rows({ className = "", ...rest }: ComponentProps<"ul">) {
  return <ul {...rest} className={`border-line divide-line divide-y border-y ${className}`} />;
}
