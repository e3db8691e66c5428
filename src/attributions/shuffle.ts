import type { Random } from "../core/random.js";

/** Puts numbers into a random order in place, every order equally likely: Fisher and Yates in Durstenfeld's form, CACM 7 (1964), doi:10.1145/364520.364540. */
export function shuffle(numbers: Int32Array, random: Random): Int32Array {
  for (let last = numbers.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [numbers[last], numbers[other]] = [numbers[other]!, numbers[last]!];
  }
  return numbers;
}
