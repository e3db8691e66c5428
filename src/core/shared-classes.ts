/**
 * How classes of one model are called by another. They are alike where they have the same name; two models of two classes each, none
 * of which have a name in common (predictions 1 and 0 beside a threshold's true and false), are alike by place: negative, positive.
 */
export function sharedName(then: readonly string[], now: readonly string[]): (name: string | null) => string | null {
  const byPlace = then.length === 2 && now.length === 2 && !then.some((name) => now.includes(name));
  return (name) => (byPlace && name !== null ? (now[then.indexOf(name)] ?? name) : name);
}
