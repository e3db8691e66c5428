// Keys whose values are no business of a terminal or a log of a build: those that checkRemoteModel wants from the environment, and
// what schedules call so.
const secretValue =
  /(["']?\b(?:(?:proxy-)?authorization|cookie|x-key|[\w-]*(?:token|secret|password|api-?key)[\w-]*)["']?\s*:\s*)("(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s,}\]#][^,}\]#]*)/gi;
const userInUrl = /(:\/\/)([^\s/@"']+)(?=@)/g;

/** A line of a suite with secrets that stand in it covered, in its own length. References to the environment are no secrets. */
export const maskSecrets = (line: string): string =>
  line
    .replace(
      secretValue,
      (_, key: string, value: string) => `${key}${value.includes("${env:") ? value : covered(value)}`,
    )
    .replace(userInUrl, (_, scheme: string, user: string) => `${scheme}${covered(user)}`);

const covered = (text: string): string => text.replace(/[^\s"']/g, "•");
