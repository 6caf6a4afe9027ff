/** A grey bar where something will stand. Size it by classes; it is hidden from screen readers. */
export function Skeleton({ className = "h-4 w-full" }: { className?: string }) {
  return (
    <div aria-hidden="true" className={`skeleton-pulse bg-neutral-soft rounded ${className}`} />
  );
}
