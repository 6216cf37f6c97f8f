/** Who asks, who may, and how the desk is reached. */
import { z } from 'zod';
import { Refused } from './refused.ts';
import { type Route, route } from './route.ts';

export const peopleRoutes: readonly Route[] = [
  route({
    name: 'getWho',
    method: 'GET',
    path: '/api/whoami',
    group: 'people',
    summary: 'Who you are to this home: the name your token stands for, its role.',
    least: null,
    reply: 'standing',
    handle: (_, { who }) => who,
  }),
  route({
    name: 'openSession',
    method: 'POST',
    path: '/api/session',
    group: 'people',
    summary: 'Puts a cookie that no script can read in place of a token, for twelve hours.',
    least: null,
    body: z.strictObject({ token: z.string().max(200) }),
    reply: 'session',
    handle: ({ standing, wall }, { body }) => {
      const who = standing(body.token.trim());
      if (who.registered === 0 && who.problem === null) {
        const text = 'nobody is registered on this home, so no token is needed (septet people add)';
        throw new Refused(409, 'NOBODY_REGISTERED', text);
      }
      if (who.role === null) {
        throw new Refused(401, 'NOT_RECOGNISED', who.problem ?? 'no token came along');
      }
      // Sealed where the cookie is written.
      return { who, until: wall() };
    },
  }),
  route({
    name: 'closeSession',
    method: 'DELETE',
    path: '/api/session',
    group: 'people',
    summary: 'Takes the cookie away.',
    least: null,
    reply: 'done',
    handle: () => ({ ok: true, text: 'the session is over; the token itself still holds' }),
  }),
  route({
    name: 'getPeople',
    method: 'GET',
    path: '/api/people',
    group: 'people',
    summary: 'Who is registered; changed by septet people.',
    least: 'viewer',
    reply: 'people',
    handle: ({ files }) => files.people(),
  }),
  route({
    name: 'getChannels',
    method: 'GET',
    path: '/api/channels',
    group: 'people',
    summary: 'State of each channel to the desk, of the watchdog and of the chats.',
    least: 'viewer',
    reply: 'channels',
    handle: ({ messenger }) => {
      const status = messenger();
      if (status !== null) return status;
      throw new Refused(404, 'NO_MESSENGER', 'this server carries no messages');
    },
  }),
  route({
    name: 'testChannels',
    method: 'POST',
    path: '/api/channels/test',
    group: 'people',
    summary: 'Sends a real test message through every channel, and pings the watchdog once.',
    least: 'operator',
    body: z.strictObject({}),
    reply: 'channelsTried',
    handle: ({ testChannels }, { who }) => testChannels(who.name),
  }),
];
