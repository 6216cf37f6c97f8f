import { runApiService } from '../api.ts';
import { serviceHome } from '../service-home.ts';

void runApiService(serviceHome());
