/**
 * What is wrong with a configuration, as data: every error of every file at once, each with its
 * place and with what would be right (requirement PRE-2).
 */
export interface ConfigError {
  /** File name inside the configuration folder, or `option --name` for an override. */
  readonly file: string;
  /** 1-based; 0 when the error has no place in a file (file missing, option). */
  readonly line: number;
  readonly column: number;
  /** Dotted path of the key, for example `breakers.drawdown.warning`; empty for the whole file. */
  readonly path: string;
  readonly message: string;
  /** What would be right. */
  readonly remedy: string;
}

/** One line per error, `file:line:column path: message; remedy`, in the order given. */
export function formatConfigErrors(errors: readonly ConfigError[]): readonly string[] {
  return errors.map((error) => {
    const place = error.line > 0 ? `:${error.line}:${error.column}` : '';
    const path = error.path === '' ? '' : ` ${error.path}:`;
    return `${error.file}${place}${path} ${error.message}; ${error.remedy}`;
  });
}

/** By file as listed in `files`, then by line and column: a stable order for people and tests. */
export function sortConfigErrors(
  errors: readonly ConfigError[],
  files: readonly string[],
): readonly ConfigError[] {
  const rank = (file: string): number => {
    const index = files.indexOf(file);
    return index < 0 ? files.length : index;
  };
  return [...errors].sort(
    (a, b) => rank(a.file) - rank(b.file) || a.line - b.line || a.column - b.column,
  );
}

export type Path = readonly (string | number)[];

/** `breakers.drawdown.warning`, `phases[2].name`. */
export function pathText(path: Path): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else text += text === '' ? part : `.${part}`;
  }
  return text;
}
