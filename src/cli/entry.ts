import { run } from './main.ts';
import { printError, watchOutput } from './print.ts';

watchOutput();

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  printError(`septet: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  process.exitCode = 1;
}
