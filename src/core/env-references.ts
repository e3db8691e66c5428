const reference = /\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** Names of the environment variables that a text refers to as `${env:NAME}`, each once. */
export const envNames = (text: string): string[] => [
  ...new Set([...text.matchAll(reference)].map(([, name]) => name as string)),
];

/** A text with another put in the place of each reference. */
export const replaceEnv = (text: string, by: (name: string) => string): string =>
  text.replace(reference, (_, name: string) => by(name));

/** What is wrong with the references of a text; null: nothing. */
export function envFault(text: string): string | null {
  const rest = replaceEnv(text, () => "");
  if (rest.includes("${")) return `\${…} is written \${env:NAME}, with the name of an environment variable`;
  // Keys that evenhand signs and encrypts with are no business of an endpoint.
  const own = envNames(text).find((name) => name.startsWith("EVENHAND_"));
  return own === undefined ? null : `${own} is evenhand's own and is not sent anywhere`;
}
