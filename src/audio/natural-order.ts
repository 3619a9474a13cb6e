// Made when first needed: that takes a while, and a single file has no order.
let collator: Intl.Collator | undefined;

/** Orders `/`-separated names folder by folder as people count: "take 2" before "take 10". */
export function compareNaturally(left: string, right: string): number {
  collator ??= new Intl.Collator('en', { numeric: true });
  const [leftParts, rightParts] = [left.split('/'), right.split('/')];
  for (let i = 0; i < Math.min(leftParts.length, rightParts.length); i++) {
    const order = collator.compare(leftParts[i]!, rightParts[i]!);
    if (order !== 0) return order;
  }
  return leftParts.length - rightParts.length || Number(left > right) - Number(left < right);
}
