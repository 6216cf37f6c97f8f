import { printError, watchOutput } from './print.ts';

watchOutput();

const commandLine = process.argv.slice(2);

try {
  if (commandLine[0] === 'halt') {
    const { runHalt } = await import('./run-halt.ts');
    process.exitCode = await runHalt(commandLine);
  } else {
    const { run } = await import('./main.ts');
    process.exitCode = await run(commandLine);
  }
} catch (error) {
  printError(`septet: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  process.exitCode = 1;
}
