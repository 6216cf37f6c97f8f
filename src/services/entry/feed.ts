import { runFeed } from '../feed.ts';
import { serviceHome } from '../service-home.ts';

void runFeed(serviceHome());
