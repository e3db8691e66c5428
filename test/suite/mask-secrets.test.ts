import { describe, expect, it } from "vitest";
import { maskSecrets } from "../../src/suite/mask-secrets.js";

describe("maskSecrets(line)", () => {
  it.each([
    ["    authorization: Bearer abc", "    authorization: •••••• •••"],
    ['{"x-api-key": "a\\"b", "x": 1}', '{"x-api-key": "••"•", "x": 1}'],
    ["headers: {x-key: 'abc', accept: b}", "headers: {x-key: '•••', accept: b}"],
    ["url: https://me:pw@example.org/x", "url: https://•••••@example.org/x"],
    ["  smtp_password: hunter2 # old", "  smtp_password: ••••••• # old"],
    ['"Authorization":"Bearer abc', '"Authorization":"•••••• •••'],
  ])("covers the secret of %j", (line, masked) => {
    expect(maskSecrets(line)).toBe(masked);
    expect(masked).toHaveLength(line.length);
  });

  it.each([
    `    authorization: Bearer \${env:TOKEN}`,
    "name: churn",
    "url: https://example.org/a@b",
    "columns: [token, secret]",
  ])("leaves %j as it is", (line) => expect(maskSecrets(line)).toBe(line));
});
