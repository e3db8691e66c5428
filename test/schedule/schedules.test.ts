import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { type Failure, usage } from "../../src/core/errors.js";
import { loadSchedules } from "../../src/schedule/schedules.js";
import { requireSecrets } from "../../src/schedule/secrets.js";
import type { Suite } from "../../src/suite/suite.js";
import { emptyFolder } from "../audits/archives.js";

const load = (text: string, { code = false, auditAge = null as string | null } = {}) => {
  const cwd = emptyFolder();
  writeFileSync(path.join(cwd, "schedules.yaml"), text);
  return loadSchedules("schedules.yaml", {
    ...{ cwd, code, allowOutside: false, formats: ["html", "junit"], auditAge },
    readSuite: async (file) => {
      const name = path.basename(file, ".yaml");
      if (name === "broken") throw usage("the suite is broken", { file, line: 3, column: 1 });
      return { name, file, models: [] } as unknown as Suite;
    },
  });
};

/** Line, column and message of everything that is wrong. */
const problemsOf = (text: string): Promise<string[]> =>
  load(text).then(
    () => [],
    (error: Failure) => error.problems.map(({ line, column, message }) => `${line}:${column} ${message}`),
  );

const one = (rest: string): string => `schedules:\n  - {suite: churn.yaml, ${rest}}\n`;

describe("loadSchedules", () => {
  it("fills in the defaults", async () => {
    const { plans, parallel, poll } = await load(one('cron: "0 6 1 * *"'));
    expect({ parallel, poll }).toEqual({ parallel: 1, poll: 600_000 });
    expect(plans).toMatchObject([
      { name: "churn", time: { cron: "0 6 1 * *", timeZone: "UTC" }, retries: 2, retryAfter: 60_000, notify: [] },
    ]);
    expect(plans[0]?.on).toEqual(new Set(["cron"]));
  });

  it("takes the shorter of its own and the policy's age of an audit", async () => {
    for (const [own, policy, wanted] of [
      ["P35D", "P1Y", "P35D"],
      ["P2Y", "P1Y", "P1Y"],
      [null, "P1Y", "P1Y"],
      ["P1M", null, "P1M"],
    ] as const) {
      const age = own === null ? "" : `, max_age: {audit: ${own}}`;
      const { plans } = await load(one(`cron: "@daily"${age}`), { auditAge: policy });
      expect(plans[0]?.maxAge.audit).toBe(wanted);
    }
  });

  it.each([
    ["corn: x, cron: x", '2:25 unknown key "corn" in schedules entry 1; did you mean "cron"?'],
    ['cron: "0 6 1 *"', "2:31 cron must be five fields"],
    ['cron: "61 6 1 * *"', "2:31 cron cannot be read: Invalid value for minute: 61"],
    ['cron: "0 6 31 2 *"', "2:31 cron names a time that never comes"],
    ['cron: "2026-10-05T06:00:00"', "2:31 cron must be five fields"],
    ["retries: 1", '2:5 the schedule needs "cron"'],
    ['cron: "@daily", on: [data-change]', '2:25 the schedule has a cron and does not name it in "on"'],
    ["on: [data_change]", '2:30 unknown on "data_change"; did you mean "data-change"?'],
    ["on: [model-change]", "2:29 no model of the suite has a file that could change"],
    ['cron: "@daily", time_zone: Europe/Atlantis', '2:52 unknown time zone "Europe/Atlantis"'],
    ['cron: "@daily", notify: [team]', '2:50 there is no channel "team"'],
    ['cron: "@daily", run: {format: [junk]}', '2:56 unknown format "junk"'],
    ['cron: "@daily", max_age: {audit: 1 year}', "2:58 audit must be an ISO 8601 period"],
  ])("refuses {%s} with its place", async (rest, wanted) => {
    const [first = "", ...more] = await problemsOf(one(rest));
    expect(first.slice(0, wanted.length)).toBe(wanted);
    expect(more.length).toBeLessThanOrEqual(1);
  });

  it("tells what is wrong with the suites too, all at once, and refuses names given twice and paths outside", async () => {
    const text = `schedules:
  - {suite: broken.yaml, cron: "@daily"}
  - {suite: a.yaml, cron: "@daily"}
  - {suite: a.yaml, cron: "@weekly"}
  - {suite: ../outside.yaml, cron: "@weekly"}
`;
    const problems = await problemsOf(text);
    expect(problems).toHaveLength(3);
    expect(problems.join("\n")).toMatch(/two schedules "a"[\s\S]*outside the project[\s\S]*3:1 the suite is broken/);
  });

  it.each([
    ["webhook: {url: http://example.org/x}", "url must be https"],
    ["webhook: {url: ftp://example.org/x}", "url must begin with https://"],
    ["webhook: {url: https://user:pass@example.org/x}", "user name or password"],
    ["webhook: {url: https://example.org/x, headers: {authorization: Bearer abc}}", "must come from the environment"],
    ["webhook: {url: https://example.org/x, secret: abc}", "must come from the environment"],
    [`webhook: {url: "https://example.org/\${env:EVENHAND_KEY}"}`, "EVENHAND_KEY is evenhand's own"],
    ["smtp: {host: mail.example.org, tls: none, from: a@b.org, to: [c@d.org]}", "on this machine"],
    [
      "smtp: {host: mail.example.org, user: me, password: x, from: a@b.org, to: [c@d.org]}",
      "must come from the environment",
    ],
    ['smtp: {host: h, from: "a@b.org\\nBcc: x@y.org", to: [c@d.org]}', "an address such as"],
    ["smtp: {host: h, from: a@b.org, to: []}", "must list at least 1 entry"],
    ["command: [page]", "only under --allow-code"],
    ["language: en", "one of webhook, smtp or command"],
    ["webhook: {url: https://a.org/}, command: [page]", "one of webhook, smtp or command"],
  ])("refuses a channel {%s}", async (channel, wanted) => {
    const problems = await problemsOf(`channels:\n  team: {${channel}}\n${one('cron: "@daily"')}`);
    expect(problems.join("\n")).toContain(wanted);
  });

  it("ends soon and with a place for what is no file of schedules", async () => {
    for (const text of ["", "[]", "schedules: []", "{".repeat(400), "schedules: 5", "a: &a [*a]", "schedules:\n\t- a"])
      expect(await problemsOf(text), text.slice(0, 20)).not.toEqual([]);
    expect(await problemsOf("")).toEqual([expect.stringMatching(/^1:1 .*a file of schedules|^1:1 /)]);
  });
});

describe("requireSecrets", () => {
  const channels = async (url: string) =>
    (await load(`channels:\n  team: {webhook: {url: "${url}"}}\n${one('cron: "@daily"')}`)).channels;

  it("names the variables that are not set, never what they hold", async () => {
    const needs = await channels(`\${env:HOOK_URL}`);
    expect(() => requireSecrets(needs, {})).toThrow('channel "team" needs HOOK_URL: not set in the environment');
    expect(() => requireSecrets(needs, { HOOK_URL: "https://example.org/s3cret" })).not.toThrow();
    expect(() => requireSecrets(needs, { HOOK_URL: "http://example.org/s3cret" })).toThrow(/https(?!.*s3cret)/);
  });
});
