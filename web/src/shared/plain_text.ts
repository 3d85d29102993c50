// The server counts Unicode code points, JavaScript UTF-16 units. They differ only where a document holds characters
// outside the basic plane (rare ideographs, emoji); then a table of their places is kept.
export class PlainText {
  /** Places, in UTF-16 units, of the first halves of surrogate pairs, ascending. */
  private readonly pairs: number[] = [];
  readonly length: number; // in code points

  constructor(readonly text: string) {
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= 0xd800 && unit < 0xdc00 && i + 1 < text.length) {
        this.pairs.push(i);
        i++;
      }
    }
    this.length = text.length - this.pairs.length;
  }

  /** From code points to UTF-16 units; what lies outside is brought to the nearest end. */
  offset(point: number): number {
    const wanted = Math.max(0, Math.min(point, this.length));
    // The number of pairs before `wanted` is the smallest k with pairs[k] - k >= wanted.
    let low = 0;
    let high = this.pairs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.pairs[middle]! - middle < wanted) low = middle + 1;
      else high = middle;
    }
    return wanted + low;
  }

  slice(begin: number, end: number): string {
    return this.text.slice(this.offset(begin), this.offset(end));
  }
}
