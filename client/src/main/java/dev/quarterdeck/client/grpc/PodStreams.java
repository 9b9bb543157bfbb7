package dev.quarterdeck.client.grpc;

import dev.quarterdeck.proto.v1.ExecStart;
import dev.quarterdeck.proto.v1.PodLogsRequest;
import dev.quarterdeck.proto.v1.PortForwardStart;
import java.io.InputStream;

/** Opens logs of, commands in and connections to one pod. */
public final class PodStreams {

  private final GrpcClient client;
  private final String namespace;
  private final String name;

  PodStreams(GrpcClient client, String namespace, String name) {
    this.client = client;
    this.namespace = namespace;
    this.name = name;
  }

  /**
   * A container's log, to be read at the reader's pace and closed.
   *
   * @param container empty when the pod has one
   * @param follow go on until the container ends
   */
  public InputStream logs(String container, boolean follow) {
    return logs(PodLogsRequest.newBuilder().setContainer(container).setFollow(follow));
  }

  /** As {@link #logs(String, boolean)}, with all there is to choose; the pod is set here. */
  public InputStream logs(PodLogsRequest.Builder options) {
    var request = options.setNamespace(namespace).setPod(name).build();
    return new LogStream(new MessageStream<>(client.streams().podLogs(request)));
  }

  /**
   * Runs a command with both its outputs connected and no standard input.
   *
   * @param container empty when the pod has one
   */
  public ExecSession exec(String container, String... command) {
    return exec(
        ExecStart.newBuilder()
            .setContainer(container)
            .addAllCommand(java.util.List.of(command))
            .setStdout(true)
            .setStderr(true));
  }

  /** Runs a command, with all there is to choose; the pod is set here. */
  public ExecSession exec(ExecStart.Builder options) {
    var start = options.setNamespace(namespace).setPod(name).build();
    return new ExecSession(client.streams().podExec(), start);
  }

  /**
   * Connects to what a container runs already; the pod is set here, and there is no command.
   * Closing the session leaves the container alone.
   */
  public ExecSession attach(ExecStart.Builder options) {
    var start = options.setNamespace(namespace).setPod(name).build();
    return new ExecSession(client.streams().podAttach(), start);
  }

  /** Opens one connection to a port inside the pod. */
  public PortConnection connect(int port) {
    var start = PortForwardStart.newBuilder().setNamespace(namespace).setPod(name).setPort(port);
    return new PortConnection(client.streams().portForward(), start.build());
  }
}
