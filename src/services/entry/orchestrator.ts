import { runOrchestrator } from '../orchestrator.ts';
import { serviceHome } from '../service-home.ts';

void runOrchestrator(serviceHome());
