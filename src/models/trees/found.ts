/** Something, or why there is none: words that go on after "its trees cannot be read: ". "Not supported" is an answer, not an error. */
export type Found<T> = { readonly found: T; readonly reason: null } | { readonly found: null; readonly reason: string };

export const found = <T>(value: T): Found<T> => ({ found: value, reason: null });

export const notFound = (reason: string): Found<never> => ({ found: null, reason });
