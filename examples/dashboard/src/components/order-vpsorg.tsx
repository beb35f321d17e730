/** An order at VPS.org: a plan, a system and a location of those that it has. */
import { useState } from 'react';
import { SYSTEMS, type Plan } from '../api/vpsorg.ts';
import { megabytes } from '../fleet/format.ts';
import { useOrderAtVpsOrg, usePlans } from '../fleet/queries.ts';
import { say } from '../notices.ts';
import { go } from '../route.ts';
import { Failure } from './failure.tsx';
import { Choices, TextField } from './field.tsx';
import { errorsOf, OrderForm } from './order-form.tsx';

export function VpsOrgOrder() {
  const plans = usePlans();
  return (
    <>
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
      {plans.data !== undefined && <Order plans={plans.data} />}
    </>
  );
}

function Order({ plans }: { plans: readonly Plan[] }) {
  const { mutate, isPending, error } = useOrderAtVpsOrg();
  const sorted = plans.toSorted((a, b) => a.price_monthly - b.price_monthly);
  const locations = [...new Set(plans.flatMap((plan) => plan.locations))];
  const [name, setName] = useState('');
  const [hostname, setHostname] = useState('');
  const [planId, setPlanId] = useState(sorted[0]?.id ?? 0);
  const [osId, setOsId] = useState(SYSTEMS[0]?.id ?? 0);
  const [location, setLocation] = useState(locations[0] ?? '');
  const [backups, setBackups] = useState(false);
  const errors = errorsOf(error);

  const submit = () =>
    mutate(
      { name: name.trim(), plan_id: planId, os_id: osId, location, backups_enabled: backups, ...(hostname.trim() === '' ? {} : { hostname: hostname.trim() }) },
      {
        onSuccess: (server) => {
          say(server.message);
          go(`#/vpsorg/${server.id}`);
        },
      },
    );

  return (
    <OrderForm vendor="vpsorg" fields={FIELDS} error={error} isPending={isPending} submit={submit}>
      <section className="card fields">
        <TextField label="Name" hint="Letters, digits and hyphens." value={name} change={setName} errors={errors['name']} />
        <TextField label="Hostname" optional placeholder="web02.example.com" value={hostname} change={setHostname} errors={errors['hostname']} />
      </section>
      <section className="card">
        <Choices legend="Plan" errors={errors['plan_id']} className="plans">
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
        <Choices legend="System" errors={errors['os_id']}>
          {SYSTEMS.map((system) => (
            <label key={system.id} className="choice">
              <input type="radio" name="system" checked={osId === system.id} onChange={() => setOsId(system.id)} />
              <span>{system.name}</span>
            </label>
          ))}
        </Choices>
        <Choices legend="Location" errors={errors['location']}>
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
    </OrderForm>
  );
}

const FIELDS = ['name', 'hostname', 'plan_id', 'os_id', 'location'];
