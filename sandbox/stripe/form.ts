/** A decoded form: leaves are the strings as sent, lists are objects with numeric keys. */
export type FormTree = { [key: string]: string | FormTree };

/**
 * Decodes `a[b]=1`, `a[]=1` and `a[0][b]=1` into a tree. Names lose surrounding white space.
 * Objects have no prototype, so a name such as `__proto__` is only a name.
 */
export function decodeForm(encoded: string): FormTree {
  const root = tree();
  for (const [name, value] of new URLSearchParams(encoded)) assign(root, segments(name), value);
  return root;
}

function tree(): FormTree {
  return Object.create(null) as FormTree; // a null-prototype object has no better static type
}

function segments(name: string): string[] {
  const open = name.indexOf("[");
  if (open <= 0) return [name.trim()];
  const rest = name.slice(open);
  const inner = [...rest.matchAll(/\[([^\]]*)\]/g)].map((match) => (match[1] ?? "").trim());
  return [name.slice(0, open).trim(), ...inner];
}

function assign(root: FormTree, path: string[], value: string): void {
  let node = root;
  for (const [depth, raw] of path.entries()) {
    const key = raw === "" && depth > 0 ? String(Object.keys(node).length) : raw;
    if (depth === path.length - 1) {
      node[key] = value;
      return;
    }
    const existing = node[key];
    const child: FormTree = typeof existing === "object" ? existing : tree();
    node[key] = child;
    node = child;
  }
}
