/** The fields of a form, with what the vendor says of what was entered. */
import { useId, type ChangeEvent, type ReactNode } from 'react';

interface TextFieldProperties {
  label: string;
  value: string;
  change: (value: string) => void;
  errors: readonly string[] | undefined;
  hint?: string;
  placeholder?: string;
  optional?: boolean;
  type?: 'text' | 'password';
  /** For numbers: a keyboard of digits. What is entered is text all the same. */
  numeric?: boolean;
  /** For a text of several lines: how many are shown at first. */
  lines?: number;
}

export function TextField({ label, value, change, errors, hint, placeholder, optional = false, type = 'text', numeric = false, lines }: TextFieldProperties) {
  const id = useId();
  const described = [hint !== undefined && `${id}-hint`, errors !== undefined && `${id}-error`].filter((part) => part !== false).join(' ');
  const field = {
    id,
    value,
    placeholder,
    required: !optional,
    autoCapitalize: 'off',
    spellCheck: false,
    'aria-invalid': errors !== undefined,
    'aria-describedby': described === '' ? undefined : described,
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => change(event.target.value),
  };
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {optional && <span className="quiet"> (optional)</span>}
      </label>
      {lines === undefined ? (
        <input {...field} type={type} inputMode={numeric ? 'numeric' : undefined} autoComplete={type === 'password' ? 'new-password' : 'off'} />
      ) : (
        <textarea {...field} rows={lines} />
      )}
      {errors !== undefined && <Errors id={`${id}-error`} errors={errors} />}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="quiet">
          {hint}
        </p>
      )}
    </div>
  );
}

export function Choices({
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
