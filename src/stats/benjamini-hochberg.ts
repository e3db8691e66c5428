/**
 * p-values adjusted so that those below q hold a share of false finds of at most q on average, in the order given.
 * Source: Y. Benjamini and Y. Hochberg, J. R. Statist. Soc. B 57 (1995), doi:10.1111/j.2517-6161.1995.tb02031.x.
 */
export function benjaminiHochberg(p: readonly number[]): number[] {
  const descending = p.map((_, i) => i).sort((i, j) => p[j]! - p[i]!);
  const adjusted = new Array<number>(p.length);
  let least = 1;
  descending.forEach((index, position) => {
    least = Math.min(least, (p.length / (p.length - position)) * p[index]!);
    adjusted[index] = least;
  });
  return adjusted;
}
