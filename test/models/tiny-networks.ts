import { writeLayers } from "./tiny-models.js";

/** A dense layer: units, the function at its end, and its weights drawn by `next`. */
export interface DrawnLayer {
  readonly units: number;
  readonly activation: string;
}

/** Writes a network of dense layers with the weights that `next` gives. Returns its model.json. */
export function writeNetwork(
  folder: string,
  width: number,
  layers: readonly DrawnLayer[],
  next: (shape: readonly number[]) => number,
): string {
  const sizes = [width, ...layers.map(({ units }) => units)];
  const weights = layers.flatMap(({ units }, place) => {
    const [kernel, bias] = [[sizes[place]!, units], [units]];
    const drawn = (shape: number[]) =>
      Array.from({ length: shape.reduce((product, size) => product * size, 1) }, () => next(shape));
    return [
      { name: `dense_${place}/kernel`, shape: kernel, values: drawn(kernel) },
      { name: `dense_${place}/bias`, shape: bias, values: drawn(bias) },
    ];
  });
  const input = {
    class_name: "InputLayer",
    config: { batch_input_shape: [null, width], dtype: "float32", name: "in" },
  };
  const dense = layers.map(({ units, activation }, place) => ({
    class_name: "Dense",
    config: { name: `dense_${place}`, units, activation, use_bias: true, dtype: "float32" },
  }));
  return writeLayers(folder, [input, ...dense], weights);
}

/** Numbers x0, x1, … as features. */
export const numberFeatures = (width: number) => Array.from({ length: width }, (_, place) => ({ name: `x${place}` }));
