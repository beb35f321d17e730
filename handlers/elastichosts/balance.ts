/** What ElasticHosts refuses for the account's sake: no money is left. */
import { Problem } from '../../model/problem.ts';

/** @throws {Problem} `payment-required` when the balance is used up. */
export function checkBalance({ settings: { balance } }: { readonly settings: { readonly balance: number } }): void {
  if (balance <= 0) throw new Problem('payment-required', `The balance is ${balance}.`);
}
