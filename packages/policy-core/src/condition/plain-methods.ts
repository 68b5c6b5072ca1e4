/** The methods that CEL itself has and that conditions may use, for the check and for the reference pages. */
export const PLAIN_METHODS: readonly {
  readonly receiver: string;
  readonly name: string;
  readonly about: string;
}[] = [
  { receiver: 'string', name: 'startsWith', about: 'the text begins with another' },
  { receiver: 'string', name: 'endsWith', about: 'the text ends with another' },
  { receiver: 'string', name: 'contains', about: 'the text holds another' },
  { receiver: 'string', name: 'lowerAscii', about: 'the text with the letters A to Z made small' },
  { receiver: 'string', name: 'upperAscii', about: 'the text with the letters a to z made large' },
  { receiver: 'string', name: 'trim', about: 'the text without white space at its ends' },
  { receiver: 'string', name: 'size', about: 'how many characters; of a list, how many items' },
  {
    receiver: 'time',
    name: 'getHours',
    about: "the hour, 0 to 23, in UTC or in a zone: `now.getHours('Europe/Berlin')`",
  },
  { receiver: 'time', name: 'getMinutes', about: 'the minute, in UTC or in a zone' },
  { receiver: 'time', name: 'getDayOfWeek', about: 'the day of the week, 0 for Sunday, in UTC or in a zone' },
  { receiver: 'time', name: 'getDate', about: 'the day of the month from 1, in UTC or in a zone' },
  { receiver: 'time', name: 'getMonth', about: 'the month, 0 for January, in UTC or in a zone' },
  { receiver: 'time', name: 'getFullYear', about: 'the year, in UTC or in a zone' },
];

export const PLAIN_METHOD_NAMES: readonly string[] = PLAIN_METHODS.map(({ name }) => name);
