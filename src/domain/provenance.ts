/**
 * What was in force when something was decided or said (requirement CHG-1): in the record itself,
 * so that it still says so in an export, a message or an answer. Both are absent on records of
 * builds that did not name them.
 */
export interface Provenance {
  /** Version of the figures that decided, with its overrides: `c-4f1d20ab93ce+O3`. */
  readonly configVersion?: string;
  /** Build of the program. */
  readonly build?: string;
}

/** In words, for people; what an old record does not say is unknown. */
export const provenanceText = ({ configVersion, build }: Provenance): string =>
  `configuration ${configVersion ?? 'unknown'}, build ${build ?? 'unknown'}`;

/** The two names alone; nothing where they are not known. */
export const provenanceOf = ({ configVersion, build }: Provenance): Provenance =>
  configVersion === undefined || build === undefined ? {} : { configVersion, build };
