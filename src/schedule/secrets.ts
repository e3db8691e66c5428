import { envNames, replaceEnv } from "../core/env-references.js";
import { Failure, type Problem } from "../core/errors.js";
import { quoted } from "../suite/quoted.js";
import { urlFault } from "./check-schedules.js";
import type { ChannelSpec } from "./schedules-schema.js";

/** Everything of a channel that may refer to the environment. */
const texts = ({ webhook, smtp }: ChannelSpec): string[] =>
  [webhook?.url, ...Object.values(webhook?.headers ?? {}), webhook?.secret, smtp?.user, smtp?.password].filter(
    (text) => text !== undefined,
  );

/** @throws Failure (usage) naming every variable that a channel needs and the environment lacks, and addresses that lead nowhere safe */
export function requireSecrets(channels: ReadonlyMap<string, ChannelSpec>, environment: NodeJS.ProcessEnv): void {
  const problems = [...channels].flatMap(([name, channel]): Problem[] => {
    const missing = [...new Set(texts(channel).flatMap(envNames))].filter((each) => !environment[each]);
    if (missing.length > 0)
      return [{ message: `channel ${quoted(name)} needs ${missing.join(", ")}: not set in the environment` }];
    const fault = channel.webhook === undefined ? null : urlFault(resolved(channel.webhook.url, environment));
    return fault === null ? [] : [{ message: `channel ${quoted(name)}: ${fault}` }];
  });
  if (problems.length > 0) throw new Failure("usage", problems);
}

/** A text with its references replaced. */
export const resolved = (text: string, environment: NodeJS.ProcessEnv): string =>
  replaceEnv(text, (name) => environment[name] ?? "");
