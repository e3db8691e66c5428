import { createHash } from "node:crypto";
import path from "node:path";
import type { Notice } from "./notice.js";
import { textOf, titleOf } from "./notice-text.js";
import type { Schedules } from "./schedules.js";
import type { ChannelSpec } from "./schedules-schema.js";
import { sendCommand } from "./send-command.js";
import { sendMail } from "./send-mail.js";
import { sendWebhook } from "./send-webhook.js";

/** Sends a notice to a channel. @throws Error when the channel did not take it */
export type Send = (channel: string, notice: Notice) => Promise<void>;

/** Sends by the channels of a file of schedules. `now`: ms since 1970 */
export const senderOf =
  ({ channels, file }: Pick<Schedules, "channels" | "file">, environment: NodeJS.ProcessEnv, now: () => number): Send =>
  async (name, notice) => {
    const channel = channels.get(name);
    if (channel === undefined) throw new Error("there is no such channel any more");
    const { webhook, smtp, command = [], language } = channel;
    const title = titleOf(notice, language);
    if (smtp !== undefined) return sendMail(smtp, { subject: title, text: textOf(notice, language) }, environment);
    // `text` is what chat services show of a message.
    const body = JSON.stringify({ text: `${title}\n${textOf(notice, language)}`, ...notice });
    if (webhook === undefined) return sendCommand(command, body, path.dirname(file));
    return sendWebhook(webhook, { id: idOf(name, notice), body }, { environment, now: now() });
  };

const idOf = (channel: string, notice: Notice): string =>
  `msg_${createHash("sha256")
    .update(JSON.stringify([channel, notice]))
    .digest("hex")
    .slice(0, 32)}`;

/** Channels of a plan that want to know of a notice. */
export const channelsFor = (
  { events }: Notice,
  names: readonly string[],
  channels: ReadonlyMap<string, Pick<ChannelSpec, "on">>,
): string[] =>
  names.filter((name) => {
    const { on } = channels.get(name) ?? { on: [] };
    return on === undefined || events.some((event) => on.includes(event));
  });
