import { createHmac } from "node:crypto";
import { toolVersion } from "../core/version.js";
import { milliseconds } from "../suite/remote-settings.js";
import { urlFault } from "./check-schedules.js";
import type { WebhookSpec } from "./schedules-schema.js";
import { resolved } from "./secrets.js";

/** A message for a webhook. */
export interface WebhookMessage {
  /** The same for every try, so that a receiver can tell a message that comes twice. */
  readonly id: string;
  /** JSON */
  readonly body: string;
}

/**
 * Posts JSON. Redirects are not followed; what the receiver answers is not read.
 * @param now ms since 1970, for the signature
 * @throws Error whose message holds neither address nor secret
 */
export async function sendWebhook(
  { url, headers = {}, secret, timeout }: WebhookSpec,
  { id, body }: WebhookMessage,
  { environment, now }: { readonly environment: NodeJS.ProcessEnv; readonly now: number },
): Promise<void> {
  const address = resolved(url, environment);
  const fault = urlFault(address);
  if (fault !== null) throw new Error(fault);
  const own = Object.entries(headers).map(([name, value]) => [name, resolved(value, environment)] as const);
  const signed = secret === undefined ? {} : signature(resolved(secret, environment), { id, body, now });
  const status = await post(address, body, {
    limit: milliseconds(timeout),
    headers: {
      ...Object.fromEntries(own),
      "content-type": "application/json",
      "user-agent": `evenhand/${toolVersion}`,
      ...signed,
    },
  });
  if (status < 200 || status > 299) throw new Error(`the receiver answered with status ${status}`);
}

async function post(
  address: string,
  body: string,
  { limit, headers }: { readonly limit: number; readonly headers: Readonly<Record<string, string>> },
): Promise<number> {
  try {
    const signal = AbortSignal.timeout(limit);
    const response = await fetch(address, { method: "POST", body, headers, signal, redirect: "manual" });
    await response.body?.cancel();
    return response.status;
  } catch (cause) {
    const { name, cause: inner } = cause as Error & { cause?: { code?: string } };
    throw new Error(
      name === "TimeoutError" ? `no answer within ${limit / 1000} s` : (inner?.code ?? "it could not be sent"),
    );
  }
}

/**
 * Headers of a signed message as Standard Webhooks 1.0.0 have them: HMAC-SHA-256 over id, time and body, so that neither can be changed
 * nor sent again later (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
 */
export function signature(secret: string, { id, body, now }: WebhookMessage & { readonly now: number }) {
  const time = Math.floor(now / 1000);
  const key = secret.startsWith("whsec_") ? Buffer.from(secret.slice("whsec_".length), "base64") : Buffer.from(secret);
  const mac = createHmac("sha256", key).update(`${id}.${time}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": String(time), "webhook-signature": `v1,${mac}` };
}
