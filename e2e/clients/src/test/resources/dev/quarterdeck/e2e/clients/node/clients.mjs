// Drives a server with Kubernetes' own JavaScript client. Reads {namespace, suite, pod, kinds} from standard
// input, prints one line of JSON per thing tried: {"name": ..., "error": "" or why it failed}.
import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import {
  CoreV1Api,
  Exec,
  KubeConfig,
  KubernetesObjectApi,
  Log,
  PatchStrategy,
  Watch,
} from '@kubernetes/client-node';

const task = JSON.parse(readFileSync(0, 'utf8'));
const config = new KubeConfig();
config.loadFromFile(process.argv[2]);
const objects = KubernetesObjectApi.makeApiClient(config);
const core = config.makeApiClient(CoreV1Api);
const within = 20_000;

async function until(what, condition) {
  const end = Date.now() + within;
  while (!(await condition())) {
    ok(Date.now() < end, `${what}: not within ${within} ms`);
    await delay(50);
  }
}

async function report(name, action) {
  let error = '';
  try {
    await action();
  } catch (failure) {
    error = String(failure?.body ?? failure?.stack ?? failure);
  }
  console.log(JSON.stringify({ name, error }));
}

async function drive({ object, change, path }) {
  const { apiVersion, kind } = object;
  const { name, namespace } = object.metadata;
  const header = { apiVersion, kind, metadata: { name, namespace } };
  const seen = [];
  const watch = await new Watch(config).watch(
    path,
    { labelSelector: task.label },
    (type, item) => item.metadata?.name === name && seen.push(type),
    () => {},
  );
  try {
    const created = await objects.create(structuredClone(object));
    ok(created.metadata.uid);
    await until('ADDED is seen', () => seen.includes('ADDED'));
    strictEqual((await objects.read(header)).metadata.uid, created.metadata.uid);
    const list = await objects.list(apiVersion, kind, namespace, undefined, undefined, undefined, undefined, task.label);
    ok(list.items.some((item) => item.metadata.name === name), 'the list has it');

    await until('a replace is taken', async () => {
      const live = await objects.read(header);
      live.metadata.labels.edited = 'yes';
      try {
        strictEqual((await objects.replace(live)).metadata.labels.edited, 'yes');
        return true;
      } catch (failure) {
        if (failure.code === 409) return false; // a controller was faster
        throw failure;
      }
    });
    await objects.patch({ ...header, ...change, metadata: { ...header.metadata, ...change.metadata } },
      undefined, undefined, undefined, undefined, PatchStrategy.MergePatch);
    const applied = await objects.patch(
      { ...header, metadata: { ...header.metadata, annotations: { applied: 'yes' } } },
      undefined, undefined, 'clients-apply', true, PatchStrategy.ServerSideApply);
    strictEqual(applied.metadata.annotations.applied, 'yes');
    ok(applied.metadata.managedFields.some((entry) => entry.manager === 'clients-apply'));
    await objects.delete(header);
    await until('DELETED is seen', () => seen.includes('DELETED'));
  } finally {
    watch.abort();
  }
}

async function runACommand() {
  const { namespace } = task;
  const name = task.pod.metadata.name;
  await core.createNamespacedPod({ namespace, body: task.pod });
  await until('the pod runs', async () =>
    (await core.readNamespacedPod({ name, namespace })).status?.phase === 'Running');
  const out = new PassThrough();
  let said = '';
  out.on('data', (piece) => (said += piece));
  const status = await new Promise((resolve, reject) => {
    new Exec(config)
      .exec(namespace, name, name, ['sh', '-c', 'echo $((6 * 7))'], out, null, null, false, resolve)
      .catch(reject);
  });
  strictEqual(status.status, 'Success');
  await until('the output is there', () => said === '42\n');
  const log = new PassThrough();
  let line = '';
  log.on('data', (piece) => (line += piece));
  const following = await new Log(config).log(namespace, name, name, log, { follow: true });
  await until('the log is followed', () => line.includes('hello from the shell'));
  following.abort();
}

await core.createNamespace({ body: { metadata: { name: task.namespace } } });
for (const kind of task.kinds) {
  await report(`${kind.object.apiVersion} ${kind.object.kind}`, () => drive(kind));
}
await report('a command runs in a pod and its log is followed', runACommand);
await report('what is missing is a 404 with a Status', async () => {
  const failure = await core.readNamespace({ name: 'nowhere' }).then(() => null, (refused) => refused);
  strictEqual(failure.code, 404);
  const { kind, reason } = JSON.parse(failure.body);
  deepStrictEqual({ kind, reason }, { kind: 'Status', reason: 'NotFound' });
});
await core.deleteNamespace({ name: task.namespace });
process.exit(0);
