import { strategyId } from '../../domain/ids.ts';
import { serviceHome } from '../service-home.ts';
import { runWorker } from '../worker.ts';

runWorker(strategyId(process.argv[2] ?? ''), serviceHome());
