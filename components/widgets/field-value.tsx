"use client";

import { Badge } from "@/components/ui/badge";
import { CopyButton } from "@/components/ui/copy-button";
import { isIconName } from "@/components/ui/icon";
import { RelativeTime } from "@/components/ui/relative-time";
import type { WidgetRow } from "@/lib/widgets/data";
import type { FieldDisplay, FormatContext } from "@/lib/widgets/format";
import { formatField } from "@/lib/widgets/format";
import type { FieldConfig } from "@/lib/widgets/schema";

interface FieldValueProps {
  field: FieldConfig;
  row: WidgetRow;
  format: FormatContext;
  /** `false` inside a row that is itself pressed: no links, no buttons, no tab stops. */
  interactive: boolean;
}

const TONE_TEXT = {
  neutral: "",
  info: "text-info-ink",
  success: "text-success-ink",
  warning: "text-warning-ink",
  danger: "text-danger-ink",
} as const;

function DateValue({
  shown,
  format,
  interactive,
}: Omit<FieldValueProps, "field" | "row"> & { shown: FieldDisplay }) {
  if (shown.atMs === undefined) return <span>{shown.text}</span>;
  if (shown.relative) {
    return <RelativeTime atMs={shown.atMs} timeZone={format.timeZone} focusable={interactive} />;
  }
  return (
    <time dateTime={new Date(shown.atMs).toISOString()} className="figures whitespace-nowrap">
      {shown.text}
    </time>
  );
}

/** One field of a row, drawn as the one formatter says. Text is always text: nothing is read as markup. */
export function FieldValue({ field, row, format, interactive }: FieldValueProps) {
  const shown = formatField(field, row, format);
  const { style } = shown;
  const tone = style ? `${TONE_TEXT[style.tone]} ${style.className}`.trim() : "";
  switch (shown.kind) {
    case "badge":
      return (
        <Badge
          tone={style?.tone ?? "neutral"}
          {...(isIconName(style?.icon) ? { icon: style.icon } : {})}
          {...(style?.className ? { className: style.className } : {})}
        >
          {shown.text}
        </Badge>
      );
    case "date":
      return <DateValue shown={shown} format={format} interactive={interactive} />;
    case "link":
      return interactive ? (
        <a
          href={shown.href}
          target="_blank"
          rel="noopener noreferrer"
          className="text-accent underline underline-offset-2"
        >
          {shown.text}
          <span className="sr-only"> (opens in a new tab)</span>
        </a>
      ) : (
        <span>{shown.text}</span>
      );
    case "id":
      return (
        <span className="inline-flex max-w-full items-center gap-1">
          <code className={`truncate font-mono text-xs ${tone}`}>{shown.text}</code>
          {interactive && field.copyable ? (
            <CopyButton value={shown.text} label={`Copy ${field.label ?? field.key}`} />
          ) : null}
        </span>
      );
    case "json":
      return <pre className="max-h-64 overflow-auto font-mono text-xs">{shown.text}</pre>;
    case "money":
    case "number":
      return <span className={`figures ${tone}`}>{shown.text}</span>;
    case "empty":
      return (
        <span className="text-muted">
          <span aria-hidden="true">{shown.text}</span>
          <span className="sr-only">none</span>
        </span>
      );
    case "text":
      return (
        <bdi className={tone || undefined} title={shown.id}>
          {shown.text}
        </bdi>
      );
  }
}
