/** What ElasticHosts refuses for the account's sake: no money, or no room. */
import { Problem } from '../../model/problem.ts';
import type { Decision } from '../provider.ts';

/** @throws {Problem} `payment-required` when the balance is used up. */
export function checkBalance({ settings: { balance } }: { readonly settings: { readonly balance: number } }): void {
  if (balance <= 0) throw new Problem('payment-required', `The balance is ${balance}.`);
}

/** A reply of 507, with its word: it has no kind of problem of its own. */
export const full = (decision: Decision): Decision => ({ ...decision, headers: { 'x-elastic-error': 'full' } });
