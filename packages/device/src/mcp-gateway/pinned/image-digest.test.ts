import { describe, expect, it } from 'vitest';
import { imageDigest } from './image-digest.ts';

const DIGEST = 'a1'.repeat(32);
const read = (words: string) => imageDigest(words.replaceAll('DIGEST', `sha256:${DIGEST}`).split(' '));

describe('the image that a container is made of', () => {
  it.each([
    'run image@DIGEST',
    'run -i --rm -e KEY --env-file=.env ghcr.io/org/server:1.2@DIGEST --port 1',
    'container run -it -v /data:/data localhost:5000/server@DIGEST',
  ])('is known by its digest: %s', (words) => expect(read(words)).toBe(DIGEST));

  it.each([
    'run image:latest',
    'run image',
    'run -v x@DIGEST image:latest',
    'run --env x@DIGEST image:latest',
    'run image:latest other@DIGEST',
    // Whether it takes the next word, nobody here knows.
    'run --new-option image@DIGEST other:latest',
    'run -ie image@DIGEST other:latest',
    'run --rm=image@DIGEST other:latest',
    '--host tcp://elsewhere run image@DIGEST',
    'compose run image@DIGEST',
    'exec image@DIGEST',
    'run image@sha256:1234',
    'run',
    '',
  ])('is not: %s', (words) => expect(read(words)).toBeUndefined());
});
