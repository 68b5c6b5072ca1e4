/** One of a fixed set, or any. A native list: keyboard, touch and screen readers know it already. */
export const ChoiceFilter = ({
  label,
  any,
  choices,
  value,
  onChange,
}: {
  readonly label: string;
  readonly any: string;
  readonly choices: readonly (readonly [value: string, text: string])[];
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}) => (
  <select
    aria-label={label}
    value={value ?? ''}
    onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
    className={`control max-w-40 pr-1 ${value === undefined ? 'text-ink-2' : 'bg-picked font-semibold'}`}
  >
    <option value="">{any}</option>
    {choices.map(([choice, text]) => (
      <option key={choice} value={choice}>
        {text}
      </option>
    ))}
  </select>
);
