type Numbers = Int32Array | Float64Array;

/** A typed array that grows as values are pushed. */
export class Growing<Values extends Numbers> {
  /** The values pushed so far, and room for more behind them. Another array after each growth. */
  values: Values;
  length = 0;

  constructor(private readonly make: (length: number) => Values) {
    this.values = make(1024);
  }

  push(value: number): void {
    if (this.length === this.values.length) this.#grow();
    this.values[this.length++] = value;
  }

  /** The values alone, in an array of their number. */
  done(): Values {
    return this.values.slice(0, this.length) as Values;
  }

  #grow(): void {
    const larger = this.make(this.values.length * 2);
    larger.set(this.values);
    this.values = larger;
  }
}

export const growingIntegers = (): Growing<Int32Array> => new Growing((length) => new Int32Array(length));
export const growingNumbers = (): Growing<Float64Array> => new Growing((length) => new Float64Array(length));
