/** An order at Evotic, whose API lists neither locations nor systems: their numbers are entered. */
import { useState } from 'react';
import type { NewServer } from '../api/evotic.ts';
import { capital } from '../fleet/format.ts';
import { useOrderAtEvotic } from '../fleet/queries.ts';
import { say } from '../notices.ts';
import { go } from '../route.ts';
import { TextField } from './field.tsx';
import { errorsOf, OrderForm } from './order-form.tsx';

const BLANK: NewServer = { name: '', location_id: '', os_id: '', password: '', cpu: '1', ram: '2048', disk: '20', initialCommands: [] };

export function EvoticOrder() {
  const { mutate, isPending, error } = useOrderAtEvotic();
  const [order, setOrder] = useState(BLANK);
  const errors = errorsOf(error);
  const entered = (field: Exclude<keyof NewServer, 'initialCommands'>) => ({
    value: order[field],
    change: (value: string) => setOrder({ ...order, [field]: value }),
    errors: errors[field],
  });
  const submit = () =>
    mutate(
      { ...order, initialCommands: order.initialCommands.filter((command) => command.trim() !== '') },
      {
        onSuccess: (server) => {
          say(`${server.hostname}: ${capital(server.status)}`);
          go(`#/evotic/${server.id}`);
        },
      },
    );

  return (
    <OrderForm vendor="evotic" fields={Object.keys(BLANK)} error={error} isPending={isPending} submit={submit}>
      <section className="card fields">
        <TextField label="Name" hint="It becomes the hostname." placeholder="web-2" {...entered('name')} />
        <div className="pair">
          <TextField label="Location ID" numeric hint="Evotic's own number: its API has no list of locations." {...entered('location_id')} />
          <TextField label="System ID" numeric hint="Evotic's own number: its API has no list of systems." {...entered('os_id')} />
        </div>
      </section>
      <section className="card thirds">
        <TextField label="CPU cores" numeric {...entered('cpu')} />
        <TextField label="Memory in MB" numeric {...entered('ram')} />
        <TextField label="Disk in GB" numeric {...entered('disk')} />
      </section>
      <section className="card fields">
        <TextField label="Root password" type="password" hint="Keep it: Evotic does not tell it again." {...entered('password')} />
        <TextField
          label="Commands"
          optional
          lines={3}
          hint="One on each line, run after the installation."
          placeholder="apt update"
          value={order.initialCommands.join('\n')}
          change={(text) => setOrder({ ...order, initialCommands: text.split('\n') })}
          errors={errors['initialCommands']}
        />
      </section>
    </OrderForm>
  );
}
