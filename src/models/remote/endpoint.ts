import type { LookupFunction } from "node:net";
import { envNames, replaceEnv } from "../../core/env-references.js";
import { type Failure, usage } from "../../core/errors.js";
import { isLoopbackHost, type RemoteSettings } from "../../core/remote-settings.js";
import { printable } from "../printable.js";
import { guardedLookup, isReachable, literalAddress, reachOf } from "./addresses.js";

/** Where a model is, as a suite says it. Secrets are looked up when they are sent, and kept nowhere. */
export interface Endpoint {
  readonly model: string;
  /** The URL as the suite has it, without query: what messages and records may hold. */
  readonly shown: string;
  readonly lookup: LookupFunction;
  /** The model's URL with what the environment says; `suffix` is added to its path. */
  url(suffix: string): URL;
  headers(): Record<string, string>;
}

/** @throws Failure (usage) where the environment says nothing, or what no URL or header can hold, or a host that is not allowed */
export function openEndpoint(model: string, settings: RemoteSettings): Endpoint {
  const shown = printable(settings.url.replace(/\?.*$/s, ""));
  const resolve = (text: string): string => replaceEnv(text, (name) => environmentValue(model, name));
  const url = checkedUrl(model, shown, resolve(settings.url));
  checkHost(model, shown, url, settings);
  const headers = () =>
    Object.fromEntries(Object.entries(settings.headers).map(([name, text]) => [name, resolve(text)]));
  headers();
  return {
    model,
    shown,
    lookup: guardedLookup(reachOf(url.hostname, settings.allowHosts)),
    url: (suffix) => withSuffix(new URL(resolve(settings.url)), suffix),
    headers,
  };
}

function withSuffix(url: URL, suffix: string): URL {
  if (suffix !== "") url.pathname = `${url.pathname.replace(/\/$/, "")}${suffix}`;
  return url;
}

function environmentValue(model: string, name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "")
    throw usage(`model "${model}" reads the environment variable ${name}, which is not set`, {
      hint: `set it for this command: ${name}=… evenhand run …`,
    });
  if (/[^\t\u0020-\u007e\u00a0-\u00ff]/.test(value))
    throw usage(
      `the environment variable ${name} holds a line break or another character that URLs and headers cannot`,
      {
        hint: "often a trailing newline, as files of secrets have it",
      },
    );
  return value;
}

function checkedUrl(model: string, shown: string, text: string): URL {
  const wrong = (what: string): Failure =>
    usage(`model "${model}": ${shown} ${what}`, {
      hint: `it reads ${envNames(shown).join(", ") || "no environment variable"}`,
    });
  if (!URL.canParse(text)) throw wrong("is no URL");
  const url = new URL(text);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopbackHost(url.hostname)))
    throw wrong("is not https, which only a model on this machine may be");
  if (url.username !== "" || url.password !== "") throw wrong("holds a user name or password; send them as a header");
  return url;
}

/** The suite's own list, and that of whoever runs it: a suite from elsewhere cannot widen `EVENHAND_ALLOW_HOSTS`. */
function checkHost(model: string, shown: string, { hostname }: URL, { allowHosts }: RemoteSettings): void {
  if (allowHosts !== null && !allowHosts.includes(hostname))
    throw usage(`model "${model}": ${shown} leads to a host that its allow_hosts do not name`);
  const permitted = process.env.EVENHAND_ALLOW_HOSTS?.split(/[\s,]+/).filter((host) => host !== "");
  if (permitted !== undefined && !permitted.includes(hostname))
    throw usage(`model "${model}": EVENHAND_ALLOW_HOSTS does not name the host of ${shown}`, {
      hint: "it lists the hosts that suites may reach from here, separated by commas",
    });
  const address = literalAddress(hostname);
  if (address !== null && !isReachable(address, reachOf(hostname, allowHosts)))
    throw usage(`model "${model}": the address of ${shown} is private or reserved, and the suite does not name it`, {
      hint: "if that is meant: allow_hosts: [ADDRESS]",
    });
}
