import { envFault, envNames } from "../core/env-references.js";
import { isLoopbackHost } from "../core/remote-settings.js";
import type { Complain, Path } from "../suite/complaint.js";
import { suggestion } from "../suite/nearest.js";
import { quoted } from "../suite/quoted.js";
import { hostOf } from "../suite/remote-host.js";
import type { ChannelSpec, SchedulesFile, SmtpSpec, WebhookSpec } from "./schedules-schema.js";
import { cronFault, isTimeZone } from "./times.js";

/** What schedules may use. */
export interface Allowed {
  /** Whether programs may be run. */
  readonly code: boolean;
  /** Formats that a run can write. */
  readonly formats: readonly string[];
}

/** What the shape of schedules cannot say. */
export function checkSchedules(
  { channels = {}, schedules }: SchedulesFile,
  allowed: Allowed,
  complain: Complain,
): void {
  for (const [name, channel] of Object.entries(channels))
    checkChannel(channel, ["channels", name], allowed.code, complain);
  for (const [i, schedule] of schedules.entries()) {
    checkTimes(schedule, ["schedules", i], complain);
    const known = Object.keys(channels);
    for (const [j, name] of (schedule.notify ?? []).entries())
      if (!known.includes(name))
        complain(["schedules", i, "notify", j], `there is no channel ${quoted(name)}${suggestion(name, known)}`);
    for (const [j, format] of (schedule.run?.format ?? []).entries())
      if (!allowed.formats.includes(format))
        complain(
          ["schedules", i, "run", "format", j],
          `unknown format ${quoted(format)}${suggestion(format, allowed.formats)}`,
        );
  }
}

function checkTimes({ cron, time_zone, on }: SchedulesFile["schedules"][number], at: Path, complain: Complain): void {
  if (on.includes("cron") && cron === undefined)
    complain([...at, "cron"], 'the schedule needs "cron"', { mark: "key" });
  if (!on.includes("cron") && cron !== undefined)
    complain([...at, "cron"], 'the schedule has a cron and does not name it in "on"', { mark: "key" });
  const fault = cron === undefined ? null : cronFault(cron);
  if (fault !== null) complain([...at, "cron"], `cron ${fault}`);
  if (!isTimeZone(time_zone))
    complain([...at, "time_zone"], `unknown time zone ${quoted(time_zone)}; IANA names look like Europe/Copenhagen`);
}

function checkChannel({ webhook, smtp, command }: ChannelSpec, at: Path, allowCode: boolean, complain: Complain): void {
  const kinds = [webhook, smtp, command].filter((kind) => kind !== undefined);
  if (kinds.length !== 1) complain(at, "a channel is one of webhook, smtp or command");
  if (webhook !== undefined) checkWebhook(webhook, [...at, "webhook"], complain);
  if (smtp !== undefined) checkSmtp(smtp, [...at, "smtp"], complain);
  if (command !== undefined && !allowCode)
    complain([...at, "command"], "a program is run only under --allow-code", { mark: "key" });
}

function checkWebhook({ url, headers = {}, secret }: WebhookSpec, at: Path, complain: Complain): void {
  const fault = envFault(url) ?? urlFault(url);
  if (fault !== null) complain([...at, "url"], fault);
  for (const [name, value] of Object.entries(headers)) checkSecret(value, [...at, "headers", name], complain);
  if (secret !== undefined) checkSecret(secret, [...at, "secret"], complain);
}

/** What is wrong with an address, as far as it is written; null: nothing. */
export function urlFault(url: string): string | null {
  const host = hostOf(url);
  if (host === null) return null;
  if (host === undefined || !/^https?:\/\//i.test(url)) return "url must begin with https:// and a host";
  if (/^https?:\/\/[^/?#]*@/i.test(url)) return "url holds a user name or password: send them as a header";
  if (/^http:/i.test(url) && !isLoopbackHost(host))
    return "url must be https: over http what is sent could be read on the way";
  return null;
}

function checkSmtp({ host, tls, user, password }: SmtpSpec, at: Path, complain: Complain): void {
  for (const [key, value] of Object.entries({ user, password }))
    if (value !== undefined) checkSecret(value, [...at, key], complain);
  if ((user === undefined) !== (password === undefined)) complain(at, "user and password go together");
  if (tls === "none" && !isLoopbackHost(host))
    complain([...at, "tls"], "tls: none is for a mail server on this machine: what is sent could be read on the way");
}

/** What is secret, or might be, stands in the environment and never in a file that is committed. */
function checkSecret(value: string, at: Path, complain: Complain): void {
  const fault = envFault(value);
  if (fault !== null) complain(at, fault);
  else if (envNames(value).length === 0)
    complain(at, `${String(at.at(-1))} must come from the environment`, { hint: `write \${env:NAME}` });
}
