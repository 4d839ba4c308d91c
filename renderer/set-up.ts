import { z } from 'zod';

// First import of the window: a zod schema probes `eval` when it is made, which the content security policy reports as a violation.
z.config({ jitless: true });
