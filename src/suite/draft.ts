import type { Path } from "./complaint.js";

/**
 * A part of a suite that may still be wrong: what is absent or of another type reads as undefined or empty, so that checks
 * can say all they know although the shape has faults of its own.
 */
export class Draft {
  constructor(
    readonly value: unknown,
    readonly path: Path = [],
  ) {}

  at(key: string): Draft {
    const child =
      this.isMap && Object.hasOwn(this.value as object, key) ? (this.value as Record<string, unknown>)[key] : undefined;
    return new Draft(child, [...this.path, key]);
  }

  get isPresent(): boolean {
    return this.value !== undefined;
  }

  get isMap(): boolean {
    return typeof this.value === "object" && this.value !== null && !Array.isArray(this.value);
  }

  get text(): string | undefined {
    return typeof this.value === "string" ? this.value : undefined;
  }

  get number(): number | undefined {
    return Number.isFinite(this.value) ? (this.value as number) : undefined;
  }

  get items(): Draft[] {
    return Array.isArray(this.value) ? this.value.map((item, i) => new Draft(item, [...this.path, i])) : [];
  }

  get entries(): [key: string, value: Draft][] {
    return this.isMap ? Object.keys(this.value as object).map((key) => [key, this.at(key)]) : [];
  }
}
