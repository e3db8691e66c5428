/** Languages that reports and explanations are written in; each has a file of the same keys in `locales`. */
export const languages = ["en", "da", "nb"] as const;
export type Language = (typeof languages)[number];

/** Languages whose words a native reader has approved; what is written in another one says that it has not been. */
export const approvedLanguages: readonly Language[] = ["en"];

export const isLanguage = (name: string): name is Language => (languages as readonly string[]).includes(name);
