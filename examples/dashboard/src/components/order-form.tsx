/** The form of an order. What is entered is judged by the vendor alone, and its words are shown at the fields. */
import { useEffect, useRef, type FormEvent, type ReactNode } from 'react';
import { ApiError } from '../api/request.ts';
import type { Vendor } from '../api/vendors.ts';
import { Refusal } from './failure.tsx';

interface OrderFormProperties {
  vendor: Vendor;
  /** The fields that it has, as the vendor calls them: their errors are shown there, all others below. */
  fields: readonly string[];
  error: Error | null;
  isPending: boolean;
  submit: () => void;
  children: ReactNode;
}

export function OrderForm({ vendor, fields, error, isPending, submit, children }: OrderFormProperties) {
  const form = useRef<HTMLFormElement>(null);
  const elsewhere = error !== null && !Object.keys(errorsOf(error)).some((field) => fields.includes(field));
  const unknown = error instanceof ApiError && (error.status === 0 || error.status >= 500);

  // After a refusal the focus goes to the first field it names.
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid=true] input, :is(input, textarea)[aria-invalid=true]')?.focus();
  }, [error]);

  const submitted = (event: FormEvent) => {
    event.preventDefault();
    if (!isPending) submit();
  };

  return (
    <form ref={form} className="order" onSubmit={submitted} noValidate aria-label="New server">
      {children}
      {elsewhere && <Refusal vendor={vendor} error={error} />}
      {unknown && <p className="quiet">The order may have been taken all the same: look at the list before you order again.</p>}
      <div className="form-foot">
        <a className="button" href="#/">
          Cancel
        </a>
        <button type="submit" className="button button-primary" aria-disabled={isPending} aria-busy={isPending}>
          Create server
        </button>
      </div>
    </form>
  );
}

/** What the vendor says of each field. */
export const errorsOf = (error: Error | null): ApiError['fields'] => (error instanceof ApiError ? error.fields : {});
