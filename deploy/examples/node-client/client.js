// Lists services, applies a Deployment, watches its pod, follows its log, runs a command in it.
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { fileURLToPath } from 'node:url';
import * as grpc from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { parse } from 'yaml';

const protos = fileURLToPath(new URL('../../../proto/src/main/protobuf', import.meta.url));
const api = grpc.loadPackageDefinition(
  loadSync(['quarterdeck/v1/api.proto', 'grpc/reflection/v1/reflection.proto'], {
    includeDirs: [protos],
    keepCase: false,
    enums: String,
    oneofs: true,
  }),
);

/** Address and credentials of the kubeconfig's current context. */
function access() {
  const config = parse(readFileSync(process.env.KUBECONFIG ?? `${process.env.HOME}/.kube/config`, 'utf8'));
  const named = (list, name) => list.find((entry) => entry.name === name);
  const context = named(config.contexts, config['current-context']).context;
  const cluster = named(config.clusters, context.cluster).cluster;
  const user = named(config.users, context.user).user;
  const pem = (data, file) => (data ? Buffer.from(data, 'base64') : file ? readFileSync(file) : null);
  let credentials = grpc.credentials.createSsl(
    pem(cluster['certificate-authority-data'], cluster['certificate-authority']),
    pem(user['client-key-data'], user['client-key']),
    pem(user['client-certificate-data'], user['client-certificate']),
  );
  if (user.token) {
    const token = grpc.credentials.createFromMetadataGenerator((_, done) => {
      const metadata = new grpc.Metadata();
      metadata.set('authorization', `Bearer ${user.token}`);
      done(null, metadata);
    });
    credentials = grpc.credentials.combineChannelCredentials(credentials, token);
  }
  // TLS asks for names; every API server's certificate has this one beside its addresses.
  const { host, hostname } = new URL(cluster.server);
  const isAddress = isIP(hostname.replace(/[[\]]/g, ''));
  const name = cluster['tls-server-name'] ?? (isAddress ? 'kubernetes.default.svc' : hostname);
  return [host, credentials, { 'grpc.ssl_target_name_override': name }];
}

const server = access();
const client = new api.quarterdeck.v1.Api(...server);
const reflection = new api.grpc.reflection.v1.ServerReflection(...server);

/** A unary call as a promise. */
const call = (method, request) =>
  new Promise((resolve, reject) =>
    client[method](request, (error, reply) => (error ? reject(error) : resolve(reply))),
  );

async function services() {
  const question = reflection.serverReflectionInfo();
  question.write({ listServices: '*' });
  question.end();
  for await (const answer of question) {
    return answer.listServicesResponse.service.map((service) => service.name);
  }
}

const labels = { app: 'node-client' };
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'node-client' },
  spec: {
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        terminationGracePeriodSeconds: 1,
        containers: [
          {
            name: 'main',
            image: 'quarterdeck.local/busybox:1',
            command: ['sh', '-c', 'for n in 1 2 3; do echo "line $n"; sleep 1; done; sleep 3600'],
          },
        ],
      },
    },
  },
};
const deployments = { group: 'apps', version: 'v1', resource: 'deployments', namespace: 'default' };

async function readyPod() {
  const watch = client.watch({
    target: { version: 'v1', resource: 'pods', namespace: 'default' },
    labelSelector: 'app=node-client',
    bookmarks: true,
  });
  try {
    for await (const event of watch) {
      if (event.type === 'BOOKMARK') continue;
      const pod = JSON.parse(event.object.json);
      console.log(`  ${event.type} ${pod.metadata.name} ${pod.status?.phase ?? ''}`);
      const ready = pod.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True');
      if (ready && !pod.metadata.deletionTimestamp) return pod.metadata.name;
    }
  } finally {
    watch.cancel();
  }
}

async function followLog(pod) {
  const log = client.podLogs({ namespace: 'default', pod, follow: true });
  let text = '';
  try {
    for await (const chunk of log) {
      text += chunk.data.toString();
      process.stdout.write(chunk.data.toString().replace(/^(?=.)/gm, '  '));
      if (text.includes('line 3')) return;
    }
  } finally {
    log.cancel();
  }
}

async function run(pod, command) {
  const session = client.podExec();
  session.write({ start: { namespace: 'default', pod, command, stdout: true, stderr: true } });
  session.end();
  for await (const output of session) {
    if (output.stdout?.length) process.stdout.write(`  ${output.stdout}`);
    if (output.stderr?.length) process.stderr.write(`  ${output.stderr}`);
    if (output.outcome) return output.outcome.exitCode ?? 0;
  }
}

// A stream that is cancelled reports so; that is how the loops above end.
process.on('uncaughtException', (error) => {
  if (error.code !== grpc.status.CANCELLED) {
    console.error(error);
    process.exit(1);
  }
});

const version = await call('version', {});
console.log(`server ${version.gitVersion}, services:`);
for (const service of await services()) console.log(`  ${service}`);
const applied = await call('apply', {
  target: { ...deployments, name: 'node-client' },
  object: { json: JSON.stringify(deployment) },
  options: { fieldManager: 'node-client' },
});
console.log(`applied the Deployment (${applied.code}); its pod:`);
const pod = await readyPod();
console.log('its log:');
await followLog(pod);
console.log('uname in it:');
const exit = await run(pod, ['uname', '-sm']);
console.log(`exit code ${exit}`);
await call('delete', { target: { ...deployments, name: 'node-client' } });
console.log('deleted the Deployment');
client.close();
reflection.close();
