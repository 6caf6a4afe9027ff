/** True if a click on a link leads to another page of this site in this tab. */
export function isLeaving(event: MouseEvent, link: HTMLAnchorElement): boolean {
  const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey);
  const url = new URL(link.href);
  return (
    isPlain &&
    link.target !== "_blank" &&
    !link.hasAttribute("download") &&
    url.origin === location.origin &&
    url.pathname + url.search !== location.pathname + location.search
  );
}
