import { afterEach, describe, expect, it, vi } from "vitest";
import { Failure } from "../../../src/core/errors.js";
import type { RemoteSettings } from "../../../src/core/remote-settings.js";
import { openEndpoint } from "../../../src/models/remote/endpoint.js";
import { settingsFor } from "./server.js";

afterEach(() => vi.unstubAllEnvs());

const open = (url: string, rest: Partial<RemoteSettings> = {}) => openEndpoint("m", settingsFor(url, rest));

function refused(url: string, rest: Partial<RemoteSettings> = {}): string {
  try {
    open(url, rest);
  } catch (error) {
    expect(error).toBeInstanceOf(Failure);
    expect((error as Failure).kind).toBe("usage");
    return JSON.stringify((error as Failure).problems);
  }
  return expect.fail("accepted");
}

const [host, token] = [`\${env:TEST_HOST}`, `\${env:TEST_TOKEN}`];

describe("openEndpoint(model, settings)", () => {
  it("puts in what the environment holds when it is asked, and shows what the suite says", () => {
    vi.stubEnv("TEST_TOKEN", "one");
    const endpoint = open(`https://models.example.no/score/${token}?k=${token}`, {
      headers: { "x-key": `k ${token}` },
    });
    expect(endpoint.shown).toBe(`https://models.example.no/score/${token}`);
    expect(endpoint.url("/ready").href).toBe("https://models.example.no/score/one/ready?k=one");
    vi.stubEnv("TEST_TOKEN", "two");
    expect(endpoint.headers()).toEqual({ "x-key": "k two" });
  });

  it.each([
    ["unset", undefined, /TEST_TOKEN, which is not set/],
    ["empty", "", /TEST_TOKEN, which is not set/],
    ["with a line break", "canary\nx-evil: 1", /TEST_TOKEN holds a line break/],
    ["with what no header can hold", "canary-☃", /TEST_TOKEN holds a line break or another character/],
  ])("refuses a variable %s, without its content", (_, value, said) => {
    vi.stubEnv("TEST_TOKEN", value);
    const text = refused("https://models.example.no/", { headers: { authorization: `Bearer ${token}` } });
    expect(text).toMatch(said);
    expect(text).not.toContain("canary");
  });

  it.each([
    ["http://canary.example.no/x", /is not https/],
    ["ftp://canary.example.no/x", /is not https/],
    ["canary", /is no URL/],
    ["https://canary:pw@models.example.no/", /user name or password/],
    ["https://other.example.no/canary", /leads to a host that its allow_hosts do not name/],
  ])("refuses %s from the environment, without showing it", (value, said) => {
    vi.stubEnv("TEST_HOST", value);
    const text = refused(host, { allowHosts: ["models.example.no"] });
    expect(text).toMatch(said);
    expect(text).not.toContain("canary");
  });

  it.each(["https://10.0.0.1/", "https://169.254.169.254/latest", "https://[fd00::1]/", "https://0x0a.1/"])(
    "refuses the private address %s unless the suite names it",
    (url) => {
      expect(refused(url)).toMatch(/private or reserved/);
      expect(() => open(url, { allowHosts: [new URL(url).hostname] })).not.toThrow();
    },
  );

  it("keeps to the hosts of EVENHAND_ALLOW_HOSTS, whatever the suite says", () => {
    vi.stubEnv("EVENHAND_ALLOW_HOSTS", "models.example.no, models.example.dk");
    expect(() => open("https://models.example.dk/x")).not.toThrow();
    expect(refused("https://evil.example.com/x", { allowHosts: ["evil.example.com"] })).toMatch(/EVENHAND_ALLOW_HOSTS/);
    expect(refused("http://127.0.0.1:80/")).toMatch(/EVENHAND_ALLOW_HOSTS/);
    vi.stubEnv("EVENHAND_ALLOW_HOSTS", "");
    expect(refused("https://models.example.no/x")).toMatch(/EVENHAND_ALLOW_HOSTS/);
  });
});
