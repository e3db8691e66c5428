import { z } from "zod";
import { languages } from "../core/languages.js";
import { periodPattern } from "../core/period.js";

export const schedulesSchemaId = "urn:evenhand:schema:schedules:1";

/** What makes a suite due. */
export const triggers = ["cron", "model-change", "data-change"] as const;
/** What people are told of. */
export const events = ["fail", "undecided", "error", "alarm"] as const;

const name = z
  .string()
  .regex(/^[\p{L}\p{N}_][\p{L}\p{N}_. -]*$/u, "made of letters, digits, spaces and . _ - only")
  .max(100);
const duration = z.string().regex(/^\d{1,6}(ms|s|m|h)$/, "a time such as 500ms, 30s, 10m or 2h");
const period = z.string().regex(periodPattern, "an ISO 8601 period such as P35D, P6M or P1Y");
const line = z.string().min(1).max(4000);
// A dot-string of RFC 5321 and a host: nothing in it can act on a header.
const address = z
  .string()
  .regex(
    /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i,
    "an address such as audits@example.org",
  );

const webhook = z.strictObject({
  url: line.describe(`https, or http on this machine; may hold \${env:NAME}.`),
  headers: z
    .record(z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, "a header's name"), line)
    .optional()
    .describe(`Each value comes from the environment: \${env:NAME}.`),
  secret: line
    .optional()
    .describe(`\${env:NAME}: the message is signed with it as Standard Webhooks say (webhook-signature).`),
  timeout: duration.default("10s").describe("Longest time for one try."),
});

const smtp = z.strictObject({
  host: z.string().min(1).max(253),
  port: z.int().min(1).max(65535).default(587),
  tls: z.enum(["starttls", "implicit", "none"]).default("starttls").describe("none: on this machine alone."),
  user: line.optional().describe(`\${env:NAME}`),
  password: line.optional().describe(`\${env:NAME}`),
  from: address,
  to: z.array(address).min(1).max(50),
});

const channel = z.strictObject({
  webhook: webhook.optional().describe("An address that is sent JSON."),
  smtp: smtp.optional().describe("A mail server."),
  command: z
    .array(line)
    .min(1)
    .max(100)
    .optional()
    .describe("A program and its arguments, one word each, that reads JSON; no shell takes part. Under --allow-code."),
  on: z.array(z.enum(events)).min(1).optional().describe("What is told here. Default: all of it."),
  language: z.enum(languages).default("en"),
});

const run = z.strictObject({
  baseline: line.optional().describe("As evenhand run --baseline."),
  format: z.array(z.string()).min(1).optional().describe("As evenhand run --format."),
  strict: z.boolean().optional().describe("As evenhand run --strict."),
  seed: z.int().min(0).optional().describe("As evenhand run --seed."),
});

const schedule = z.strictObject({
  suite: z.string().min(1).describe("Suite file, relative to this file."),
  name: name.optional().describe("Default: the suite's name."),
  cron: z
    .string()
    .max(200)
    .optional()
    .describe('Minute, hour, day, month, weekday: "0 6 1 * *" is six in the morning of each first of a month.'),
  time_zone: z.string().max(100).default("UTC").describe("IANA time zone of cron, for example Europe/Copenhagen."),
  on: z
    .array(z.enum(triggers))
    .min(1)
    .default(["cron"])
    .describe("What makes it due: its time, another model, other data than in the last audit."),
  max_age: z
    .strictObject({
      audit: period.optional().describe("Longest time since the last audit."),
      model: period.optional().describe("Longest time that a model is in use, from the first audit that saw it."),
    })
    .optional()
    .describe("What is older is told to be overdue."),
  retries: z
    .int()
    .min(0)
    .max(10)
    .default(2)
    .describe("Further tries when data, model or disk could not be used (exit 3)."),
  retry_after: duration
    .default("1m")
    .describe("Wait before the first further try; doubled for each one after, up to 1h."),
  notify: z.array(name).min(1).optional().describe("Names of channels."),
  run: run.optional(),
});

/** The shape of a file of schedules; what a shape cannot say is in `check-schedules.ts`. */
export const schedulesSchema = z.strictObject({
  $schema: z.string().optional(),
  parallel: z.int().min(1).max(16).default(1).describe("Most audits at a time."),
  poll: duration.default("10m").describe("Time between looks at whether model or data changed."),
  channels: z.record(name, channel).optional().describe("Whom to tell, and how."),
  schedules: z.array(schedule).min(1),
});

export type SchedulesFile = z.infer<typeof schedulesSchema>;
export type ChannelSpec = z.infer<typeof channel>;
export type WebhookSpec = z.infer<typeof webhook>;
export type SmtpSpec = z.infer<typeof smtp>;
export type RunSpec = z.infer<typeof run>;
export type Trigger = (typeof triggers)[number];
export type NoticeEvent = (typeof events)[number];
