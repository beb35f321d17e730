/** Rejects commands when the account's balance is used up. */
import { Problem } from '../../model/problem.ts';

/** @throws {Problem} `payment-required` when the balance is used up. */
export function checkBalance({ settings: { balance } }: { readonly settings: { readonly balance: number } }): void {
  if (balance <= 0) throw new Problem('payment-required', `The balance is ${balance}.`);
}
