/** The first line of a text; messages of other programs go on with details that may quote content. */
export const firstLine = (text: string): string => text.split("\n", 1)[0] ?? "";
