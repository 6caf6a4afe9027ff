"use client";

import { useId } from "react";

import { formatDateTime, relativeTime } from "@/lib/core/time";

import { useNow } from "./use-now";

interface RelativeTimeProps {
  /** Epoch milliseconds. */
  atMs: number;
  /** IANA zone of the absolute time. */
  timeZone: string;
  /** `false` inside a row or a button, which must not hold a second tab stop. */
  focusable?: boolean;
  className?: string;
}

/**
 * "5 minutes ago", with the exact time on hover and on focus and for screen readers. Without
 * `DrawnAt` the server draws the absolute time, since it does not know when the page will be read.
 */
export function RelativeTime({
  atMs,
  timeZone,
  focusable = true,
  className = "",
}: RelativeTimeProps) {
  const now = useNow();
  const tooltipId = useId();
  const date = new Date(atMs);
  const exact = formatDateTime(date, timeZone, "exact");
  const text =
    now === null ? formatDateTime(date, timeZone) : relativeTime(date, new Date(now), timeZone);
  const shared = {
    dateTime: date.toISOString(),
    className: `figures whitespace-nowrap ${className}`,
  };
  if (!focusable) {
    return (
      <time {...shared} title={exact}>
        {text}
      </time>
    );
  }
  return (
    <span className="group/time relative inline-block">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the exact time must be reachable by key */}
      <time {...shared} tabIndex={0} aria-describedby={tooltipId}>
        {text}
      </time>
      <span
        role="tooltip"
        id={tooltipId}
        className="bg-ink text-canvas pointer-events-none invisible absolute right-0 bottom-full z-20 mb-1 rounded px-2 py-1 text-xs whitespace-nowrap group-focus-within/time:visible group-hover/time:visible"
      >
        {exact}
      </span>
    </span>
  );
}
