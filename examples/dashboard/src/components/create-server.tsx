/** Orders a server at VPS.org. What is entered is judged by the vendor alone, and its words are shown at the fields. */
import { useEffect, useId, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { ApiError } from '../api/request.ts';
import { SYSTEMS, type Plan } from '../api/vpsorg.ts';
import { megabytes } from '../fleet/format.ts';
import { useCreate, usePlans } from '../fleet/queries.ts';
import { say } from '../notices.ts';
import { go } from '../route.ts';
import { VendorName } from './badge.tsx';
import { Failure, Refusal } from './failure.tsx';
import { Icon } from './icon.tsx';
import { useTitle } from './title.ts';

export function CreateServer() {
  useTitle('New server');
  const plans = usePlans();
  return (
    <div className="view view-narrow">
      <a className="back" href="#/">
        <Icon name="arrow" />
        All servers
      </a>
      <div className="title">
        <div>
          <VendorName vendor="vpsorg" />
          <h1>New server</h1>
          <p className="quiet">Ready within two to five minutes. The first month is paid at once.</p>
        </div>
      </div>
      {plans.error !== null && <Failure vendor="vpsorg" error={plans.error} retry={() => void plans.refetch()} what="The plans" />}
      {plans.isPending && (
        <div className="card loading" role="group" aria-label="Loading the plans">
          <div className="plans">
            {Array.from({ length: 3 }, (_, i) => (
              <span key={i} className="skeleton skeleton-chart" />
            ))}
          </div>
        </div>
      )}
      {plans.data !== undefined && <OrderForm plans={plans.data} />}
    </div>
  );
}

function OrderForm({ plans }: { plans: readonly Plan[] }) {
  const { mutate, isPending, error } = useCreate();
  const sorted = plans.toSorted((a, b) => a.price_monthly - b.price_monthly);
  const locations = [...new Set(plans.flatMap((plan) => plan.locations))];
  const [name, setName] = useState('');
  const [hostname, setHostname] = useState('');
  const [planId, setPlanId] = useState(sorted[0]?.id ?? 0);
  const [osId, setOsId] = useState(SYSTEMS[0]?.id ?? 0);
  const [location, setLocation] = useState(locations[0] ?? '');
  const [backups, setBackups] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const fields = error instanceof ApiError ? error.fields : {};
  const elsewhere = error !== null && !Object.keys(fields).some((field) => FIELDS.includes(field));
  const unknown = error instanceof ApiError && (error.status === 0 || error.status >= 500);

  // After a refusal the focus goes to the first field it names.
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid=true] input, input[aria-invalid=true]')?.focus();
  }, [error]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isPending) return;
    mutate(
      { name: name.trim(), plan_id: planId, os_id: osId, location, backups_enabled: backups, ...(hostname.trim() === '' ? {} : { hostname: hostname.trim() }) },
      {
        onSuccess: (server) => {
          say(server.message);
          go(`#/vpsorg/${server.id}`);
        },
      },
    );
  };

  return (
    <form ref={form} className="order" onSubmit={submit} noValidate aria-label="New server">
      <section className="card">
        <TextField label="Name" hint="Letters, digits and hyphens." value={name} change={setName} errors={fields['name']} />
        <TextField label="Hostname" optional placeholder="web02.example.com" value={hostname} change={setHostname} errors={fields['hostname']} />
      </section>
      <section className="card">
        <Choices legend="Plan" errors={fields['plan_id']} className="plans">
          {sorted.map((plan) => (
            <label key={plan.id} className="choice plan">
              <input type="radio" name="plan" checked={planId === plan.id} onChange={() => setPlanId(plan.id)} />
              <span>
                {plan.name}
                <span className="plan-price">
                  ${plan.price_monthly}
                  <span className="quiet"> a month</span>
                </span>
                <span className="quiet">{`${plan.vcpus} vCPU · ${megabytes(plan.memory)} · ${plan.storage} GB`}</span>
                <span className="quiet">{plan.available ? plan.description : 'Not available now.'}</span>
              </span>
            </label>
          ))}
        </Choices>
      </section>
      <section className="card pair">
        <Choices legend="System" errors={fields['os_id']}>
          {SYSTEMS.map((system) => (
            <label key={system.id} className="choice">
              <input type="radio" name="system" checked={osId === system.id} onChange={() => setOsId(system.id)} />
              <span>{system.name}</span>
            </label>
          ))}
        </Choices>
        <Choices legend="Location" errors={fields['location']}>
          {locations.map((place) => (
            <label key={place} className="choice">
              <input type="radio" name="location" checked={location === place} onChange={() => setLocation(place)} />
              <span>{place}</span>
            </label>
          ))}
        </Choices>
      </section>
      <label className="switch card">
        <input type="checkbox" checked={backups} onChange={(event) => setBackups(event.target.checked)} />
        <span>
          Automatic backups
          <span className="quiet">VPS.org keeps copies of the whole server.</span>
        </span>
      </label>
      {error !== null && elsewhere && <Refusal vendor="vpsorg" error={error} />}
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

/** The fields of the form, as VPS.org calls them. */
const FIELDS: readonly string[] = ['name', 'hostname', 'plan_id', 'os_id', 'location'];

interface TextFieldProperties {
  label: string;
  value: string;
  change: (value: string) => void;
  errors: readonly string[] | undefined;
  hint?: string;
  placeholder?: string;
  optional?: boolean;
}

function TextField({ label, value, change, errors, hint, placeholder, optional = false }: TextFieldProperties) {
  const id = useId();
  const described = [hint !== undefined && `${id}-hint`, errors !== undefined && `${id}-error`].filter((part) => part !== false).join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {optional && <span className="quiet"> (optional)</span>}
      </label>
      <input
        id={id}
        value={value}
        placeholder={placeholder}
        required={!optional}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        aria-invalid={errors !== undefined}
        aria-describedby={described === '' ? undefined : described}
        onChange={(event) => change(event.target.value)}
      />
      {errors !== undefined && <Errors id={`${id}-error`} errors={errors} />}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="quiet">
          {hint}
        </p>
      )}
    </div>
  );
}

function Choices({
  legend,
  errors,
  className = '',
  children,
}: {
  legend: string;
  errors: readonly string[] | undefined;
  className?: string;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <fieldset className="choices" role="radiogroup" aria-invalid={errors !== undefined} aria-describedby={errors === undefined ? undefined : id}>
      <legend>{legend}</legend>
      <div className={className}>{children}</div>
      {errors !== undefined && <Errors id={id} errors={errors} />}
    </fieldset>
  );
}

function Errors({ id, errors }: { id: string; errors: readonly string[] }) {
  return (
    <p id={id} className="field-error">
      {errors.join(' ')}
    </p>
  );
}
