import { runExecutor } from '../executor.ts';
import { serviceHome } from '../service-home.ts';

void runExecutor(serviceHome());
