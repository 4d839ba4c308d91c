/** Opens an account's file with more migrations than Roster has, and kills itself (SIGKILL) at a failpoint on the way. */
import { openDatabase } from '#engine/db/open-database.ts';
import { coming } from './coming-migrations.ts';
import { testDeps } from './test-deps.ts';

const [folder = '', failpoint = ''] = process.argv.slice(2);

openDatabase(
  folder,
  testDeps({
    failpoint: (at) => {
      if (at === failpoint) process.kill(process.pid, 'SIGKILL');
    },
  }),
  { migrations: coming },
).close();
