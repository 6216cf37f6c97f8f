import { runShadow } from '../paper/shadow.ts';
import { serviceHome } from '../service-home.ts';

runShadow(serviceHome());
