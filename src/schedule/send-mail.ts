import type { SmtpSpec } from "./schedules-schema.js";
import { resolved } from "./secrets.js";

/** A message for people. */
export interface Mail {
  readonly subject: string;
  readonly text: string;
}

const timeout = 20_000; // ms, for each step of the conversation

/** Hands a message to a mail server. @throws Error whose message holds neither address nor secret */
export async function sendMail(
  { host, port, tls, user, password, from, to }: SmtpSpec,
  { subject, text }: Mail,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const { createTransport } = await import("nodemailer");
  const transport = createTransport({
    ...{ host, port, secure: tls === "implicit", requireTLS: tls === "starttls", ignoreTLS: tls === "none" },
    ...{ connectionTimeout: timeout, greetingTimeout: timeout, socketTimeout: timeout },
    // No part of a message is read from elsewhere.
    ...{ disableFileAccess: true, disableUrlAccess: true },
    ...(user === undefined || password === undefined
      ? {}
      : { auth: { user: resolved(user, environment), pass: resolved(password, environment) } }),
  });
  try {
    // RFC 3834: so that nobody's absence note answers.
    await transport.sendMail({ from, to: [...to], subject, text, headers: { "Auto-Submitted": "auto-generated" } });
  } catch (cause) {
    const { code, responseCode } = cause as { code?: string; responseCode?: number };
    throw new Error(
      `the mail server did not take it (${[code, responseCode].filter(Boolean).join(" ") || "no reason"})`,
    );
  } finally {
    transport.close();
  }
}
