import { importVersion } from '../import-version.ts';

void importVersion(JSON.parse(process.argv[2] ?? '{}')).then((imported) =>
  process.stdout.write(JSON.stringify(imported)),
);
