/** A value as a suite file writes it. */
export type Scalar = string | number | boolean;

const numeral = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/;

/** A text as a number, or null where it is none. Stricter than `Number`: no hexadecimal, no empty text, no infinity. */
export function numberIn(text: string): number | null {
  if (!numeral.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/** Whether a text from the data is the value that the suite names: "1.0" is the number 1, "TRUE" is the boolean true. */
export function isScalar(text: string, scalar: Scalar): boolean {
  if (typeof scalar === "number") return numberIn(text) === scalar;
  if (typeof scalar === "boolean") return text.toLowerCase() === String(scalar);
  return text === scalar;
}
