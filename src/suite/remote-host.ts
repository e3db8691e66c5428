import { replaceEnv } from "../core/env-references.js";
import { isLoopbackHost } from "../core/remote-settings.js";

/** The host of a URL as far as the suite tells it: null where an environment variable does. undefined: this is no URL. */
export function hostOf(url: string): string | null | undefined {
  if (/^(https?:\/\/)?[^/?#]*\$\{env:/.test(url)) return null;
  try {
    return new URL(replaceEnv(url, () => "x")).hostname;
  } catch {
    return undefined;
  }
}

/** Whether a suite says that the rows stay on this machine. */
export const staysHere = (url: string): boolean => {
  const host = hostOf(url);
  return typeof host === "string" && isLoopbackHost(host);
};
