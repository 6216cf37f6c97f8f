import { completed } from '../config/complete/complete.ts';
import { formatConfigErrors } from '../config/errors.ts';
import { loadConfigFiles } from '../config/load.ts';
import type { SeptetConfig } from '../domain/config.ts';
import type { ConfigFiles } from './store/content.ts';

export type Validated =
  | { readonly ok: true; readonly config: SeptetConfig; readonly version: string }
  | { readonly ok: false; readonly text: string };

/** Files as a configuration, or all that is wrong with them, a line each. `name`: whose they are. */
export function validate(files: ConfigFiles, name: string): Validated {
  const loaded = loadConfigFiles(files, name);
  if (loaded.ok) return { ok: true, config: loaded.config, version: loaded.version };
  const { errors } = loaded;
  const count = `${errors.length} error${errors.length === 1 ? '' : 's'} in ${name}`;
  return { ok: false, text: [count, ...formatConfigErrors(errors)].join('\n') };
}

/** A stored version to go by until it is completed: what it lacks is as this build has it. */
export function loadAsCompleted(
  files: ConfigFiles,
  commit: string,
  defaults: () => ConfigFiles,
): Validated {
  const checked = loadVersion(files, commit);
  if (checked.ok) return checked;
  const whole = validate(completed(files, defaults()).files, `version ${commit.slice(0, 10)}`);
  return whole.ok ? whole : checked;
}

/** The same for a stored version: one of another build may not be valid for this one. */
export function loadVersion(files: ConfigFiles, commit: string): Validated {
  const checked = validate(files, `version ${commit.slice(0, 10)}`);
  if (checked.ok) return checked;
  return { ok: false, text: `this build cannot run that version: ${checked.text}` };
}
