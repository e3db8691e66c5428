import { readFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { type Notice, noticeOf } from "../../src/schedule/notice.js";
import { textOf, titleOf } from "../../src/schedule/notice-text.js";
import type { ChannelSpec } from "../../src/schedule/schedules-schema.js";
import { senderOf } from "../../src/schedule/send.js";
import { signature } from "../../src/schedule/send-webhook.js";
import { emptyFolder } from "../audits/archives.js";

const hostile = "a\r\nBcc: thief@example.org\r\n\r\n<b>\u001b[31m";
const gate: Notice["gates"][number] = {
  ...{ id: "g", model: "m", metric: "selection_rate", attribute: "gender", disparity: "max_difference" },
  ...{ value: 0.2031, low: 0.157, high: 0.242, bound: "at_most", tolerance: 0.1, verdict: "fail" },
};
const noticeWith = (more: Partial<Notice> = {}): Notice => ({
  ...(noticeOf({
    ...{ schedule: "monthly", suite: "churn", trigger: ["cron"], exit_code: 1, run: "reports/churn/2026-10-05T0612Z" },
    ...{
      started: 0,
      ended: 60_000,
      summary: { verdict: "fail", gates: [gate, { ...gate, verdict: "pass" }], alarms: 0 },
    },
  }) as Notice),
  ...more,
});

const servers: { close: () => void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const portOf = async (server: Server): Promise<number> => {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
};

interface Request {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver of this machine that answers with a status. */
async function receiver(status: number, headers: Record<string, string> = {}) {
  const requests: Request[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    requests.push({ headers: request.headers, body });
    if (status > 0) response.writeHead(status, headers).end("thanks");
  });
  return { requests, url: `http://127.0.0.1:${await portOf(server)}/hook` };
}

const send = (
  channel: Partial<ChannelSpec>,
  notice: Notice,
  environment: NodeJS.ProcessEnv = {},
  file = "/none/s.yaml",
) =>
  senderOf(
    { channels: new Map([["team", { language: "en", ...channel }]]), file },
    environment,
    () => 1_700_000_000_000,
  )("team", notice);

describe("a webhook", () => {
  it("gets JSON, secrets of the environment as headers, and a signature over id, time and body", async () => {
    const { requests, url } = await receiver(204);
    const webhook = { url, headers: { authorization: `Bearer \${env:T}` }, secret: `\${env:S}`, timeout: "5s" };
    await send({ webhook }, noticeWith(), { T: "tok", S: "key" });
    const [{ headers, body } = { headers: {}, body: "" }] = requests;
    expect(JSON.parse(body)).toMatchObject({
      events: ["fail"],
      suite: "churn",
      gates: [{ value: 0.2031, verdict: "fail" }],
    });
    expect(JSON.parse(body).text).toContain("evenhand: churn: over the limit");
    expect(headers).toMatchObject({ authorization: "Bearer tok", "content-type": "application/json" });
    const id = headers["webhook-id"] as string;
    expect(headers).toMatchObject(signature("key", { id, body, now: 1_700_000_000_000 }));
    expect(headers["webhook-timestamp"]).toBe("1700000000");
    await send({ webhook }, noticeWith(), { T: "tok", S: "key" });
    expect(requests[1]?.headers["webhook-id"]).toBe(id);
  });

  it("is signed as Standard Webhooks sign", () => {
    // The example of the reference library for JavaScript (standardwebhooks 1.0.0, its test "sign function works").
    const message = { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", body: '{"test": 2432232314}', now: 1_614_265_330_000 };
    expect(signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", message)["webhook-signature"]).toBe(
      "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    );
  });

  it("that answers with an error, a redirect or nothing did not take it, and no secret is in the words", async () => {
    const other = await receiver(200);
    const answers: [Awaited<ReturnType<typeof receiver>>, RegExp][] = [
      [await receiver(500), /status 500/],
      [await receiver(307, { location: other.url }), /status 307/],
      [await receiver(0), /no answer within 0.3 s/],
    ];
    for (const [{ url }, wanted] of answers)
      await expect(
        send({ webhook: { url: `${url}?k=\${env:T}`, timeout: "300ms" } }, noticeWith(), { T: "s3cret" }),
      ).rejects.toThrow(wanted);
    expect(other.requests).toEqual([]);
    const gone = send({ webhook: { url: `http://127.0.0.1:1/\${env:T}`, timeout: "1s" } }, noticeWith(), {
      T: "s3cret",
    });
    await expect(gone).rejects.toThrow(/^(?!.*s3cret).*$/);
    await expect(
      send({ webhook: { url: `\${env:T}`, timeout: "1s" } }, noticeWith(), { T: "http://example.org" }),
    ).rejects.toThrow("https");
  });
});

/** As much of a mail server (RFC 5321) as takes a message. */
async function mailServer() {
  const messages: { to: string[]; data: string }[] = [];
  const server = createTcpServer((socket) => {
    let [buffer, isData] = ["", false];
    let message = { to: [] as string[], data: "" };
    const say = (line: string): void => void socket.write(`${line}\r\n`);
    socket.on("error", () => {});
    socket.setEncoding("utf8").on("data", (text) => {
      buffer += text;
      for (let at = buffer.indexOf("\r\n"); at >= 0; at = buffer.indexOf("\r\n")) {
        const line = buffer.slice(0, at);
        buffer = buffer.slice(at + 2);
        if (isData && line === ".") {
          isData = false;
          messages.push(message);
          message = { to: [], data: "" };
          say("250 taken");
        } else if (isData) message.data += `${line}\n`;
        else if (/^RCPT TO/i.test(line)) say(`250 ${message.to.push(line)}`);
        else if (/^DATA/i.test(line)) {
          isData = true;
          say("354 go on");
        } else if (/^STARTTLS/i.test(line)) say("502 not here");
        else if (/^QUIT/i.test(line)) socket.end("221 bye\r\n");
        else say("250 ok");
      }
    });
    say("220 test");
  });
  return { messages, port: await portOf(server) };
}

describe("mail", () => {
  const smtp = (port: number, tls: "none" | "starttls" = "none") =>
    ({
      host: "127.0.0.1",
      port,
      tls,
      from: "audits@example.org",
      to: ["team@example.org", "dpo@example.org"],
    }) as const;

  it("goes to everybody named, in the language of the channel, and says that no person wrote it", async () => {
    const { messages, port } = await mailServer();
    await send({ smtp: { ...smtp(port), to: [...smtp(port).to] }, language: "da" }, noticeWith());
    expect(messages).toHaveLength(1);
    const [{ to, data } = { to: [], data: "" }] = messages;
    expect(to).toEqual(["RCPT TO:<team@example.org>", "RCPT TO:<dpo@example.org>"]);
    expect(data).toMatch(/^Auto-Submitted: auto-generated$/m);
    const body = data.slice(data.indexOf("\n\n"));
    const text = /quoted-printable/i.test(data)
      ? Buffer.from(
          body
            .replace(/=\n/g, "")
            .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
          "latin1",
        ).toString("utf8")
      : Buffer.from(body, "base64").toString("utf8");
    expect(text).toContain("over grænsen");
  });

  it("holds no header and no receiver that a name smuggles in", async () => {
    const { messages, port } = await mailServer();
    await send(
      { smtp: { ...smtp(port), to: [...smtp(port).to] } },
      noticeWith({ suite: hostile, schedule: hostile, run: hostile }),
    );
    const [{ to, data } = { to: [], data: "" }] = messages;
    expect(to).toHaveLength(2);
    const head = data.slice(0, data.indexOf("\n\n"));
    expect(head).not.toMatch(/^bcc:/im);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    expect(data).not.toMatch(/[\u0000-\u0008\u001b]/);
  });

  it("is not sent in the clear where TLS is asked for, nor to a server that is not there", async () => {
    const { messages, port } = await mailServer();
    const to = ["a@example.org"];
    await expect(send({ smtp: { ...smtp(port, "starttls"), to } }, noticeWith())).rejects.toThrow("did not take it");
    await expect(send({ smtp: { ...smtp(1), to } }, noticeWith())).rejects.toThrow("did not take it (E");
    expect(messages).toEqual([]);
  });
});

describe("a program", () => {
  const program = (code: string): string[] => [process.execPath, "-e", code];

  it("reads JSON, runs in the folder of the file, without tokens and without a shell", async () => {
    const folder = emptyFolder();
    process.env.Q_TOKEN = "s3cret";
    const code =
      'require("fs").writeFileSync("told.json", JSON.stringify([process.argv[1], process.env.Q_TOKEN ?? null, require("fs").readFileSync(0, "utf8")]))';
    await send({ command: [...program(code), "$(touch x) ; `y`"] }, noticeWith(), {}, path.join(folder, "s.yaml"));
    delete process.env.Q_TOKEN;
    const [word, token, json] = JSON.parse(readFileSync(path.join(folder, "told.json"), "utf8")) as string[];
    expect({ word, token }).toEqual({ word: "$(touch x) ; `y`", token: null });
    expect(JSON.parse(json as string)).toMatchObject({ suite: "churn" });
  });

  it("that fails, or is not there, did not take it; one that does not read did", async () => {
    const file = path.join(emptyFolder(), "s.yaml");
    await expect(send({ command: program("process.exit(3)") }, noticeWith(), {}, file)).rejects.toThrow("code 3");
    await expect(send({ command: ["/none/such"] }, noticeWith(), {}, file)).rejects.toThrow("ENOENT");
    await expect(send({ command: program("") }, noticeWith(), {}, file)).resolves.toBeUndefined();
  });
});

describe("the text of a notice", () => {
  it("says the same facts in every language, on lines of their own", () => {
    const texts = (["en", "da", "nb"] as const).map((language) => textOf(noticeWith(), language));
    for (const text of texts) {
      expect(text).toContain("selection_rate, gender, max_difference: 0.203 (0.157 ");
      expect(text).toContain("reports/churn/2026-10-05T0612Z");
      expect(text).toContain("monthly");
      expect(text.split("\n")).toHaveLength(texts[0]?.split("\n").length ?? 0);
    }
    expect(texts[0]).toContain("Checks: 1 over the limit, 0 undecided, 0 not measured, 1 within the limit");
  });

  it("is one line each, whatever the names hold", () => {
    const notice = noticeWith({ suite: hostile, run: hostile });
    expect(titleOf(notice, "en")).not.toMatch(/[\r\n]/);
    expect(textOf(notice, "en").split("\n")).toHaveLength(textOf(noticeWith(), "en").split("\n").length);
  });

  it("tells of an audit that was not done why, and of what passed or was interrupted nothing", () => {
    const ended = { schedule: "a", suite: "a", trigger: [], run: null, started: 0, ended: 0 };
    const of = (exit_code: number, verdict: string | null, alarms = 0) =>
      noticeOf({ ...ended, exit_code, summary: verdict === null ? null : { verdict, gates: [], alarms } });
    expect([of(0, "pass"), of(0, "none"), of(130, null)]).toEqual([null, null, null]);
    expect(of(0, "undecided")?.events).toEqual(["undecided"]);
    expect(of(4, "undecided")?.events).toEqual(["undecided"]);
    expect(of(0, "pass", 1)?.events).toEqual(["alarm"]);
    expect(of(1, "fail", 1)).toMatchObject({ events: ["fail", "alarm"], alarms: 1 });
    for (const code of [2, 3, 5, 70]) expect(of(code, null)?.events).toEqual(["error"]);
    expect(textOf(of(3, null) as Notice, "nb")).toContain("kunne ikke brukes (exit 3)");
  });
});
