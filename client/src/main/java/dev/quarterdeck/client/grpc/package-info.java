/**
 * A client of {@code quarterdeck.v1}: blocking calls for virtual threads, typed by the Kubernetes
 * model, streams as iterators that are closed. grpc-java stays in here.
 *
 * <pre>{@code
 * try (var cluster = GrpcClient.connect(Path.of("admin.kubeconfig"), "my-program")) {
 *   var pods = cluster.resources(Pod.class).inNamespace("default");
 *   try (var events = pods.watch(Selection.labels("app=web"))) {
 *     while (events.hasNext()) {
 *       System.out.println(events.next());
 *     }
 *   }
 * }
 * }</pre>
 */
package dev.quarterdeck.client.grpc;
