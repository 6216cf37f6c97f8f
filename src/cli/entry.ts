import { printError, watchOutput } from './print.ts';

watchOutput();

const commandLine = process.argv.slice(2);

try {
  const { run } = await (commandLine[0] === 'halt' ? import('./run-halt.ts') : import('./main.ts'));
  process.exitCode = await run(commandLine);
} catch (error) {
  printError(`septet: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  process.exitCode = 1;
}
