/** Settings that are one of some values: their names and the values. */
export type Choices = Readonly<Record<string, readonly (string | number)[]>>;

/** The settings that such a table makes. */
export type Chosen<Table extends Choices> = { [Name in keyof Table]: Table[Name][number] };
