package dev.quarterdeck.e2e.bench;

import dev.quarterdeck.client.grpc.CallException;
import dev.quarterdeck.client.grpc.GrpcClient;
import dev.quarterdeck.proto.v1.WatchEvent;
import dev.quarterdeck.proto.v1.WatchRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Watches over gRPC, many on each of a few connections. */
final class GrpcWatches implements WatchCrowd.Door {

  /** A connection carries at most 1,000 calls at once. */
  private static final int CONNECTIONS = 4;

  private final List<GrpcClient> connections;
  private final WatchRequest request;

  GrpcWatches(Path kubeconfig, WatchRequest request) {
    this.connections =
        Stream.generate(() -> GrpcClient.connect(kubeconfig, "bench")).limit(CONNECTIONS).toList();
    // The bookmark that ends the initial events tells that a watch is open.
    this.request =
        request.toBuilder()
            .setBookmarks(true)
            .setSendInitialEvents(true)
            .setResourceVersionMatch("NotOlderThan")
            .build();
  }

  @Override
  public void open(int number, WatchCrowd.Watch watch) {
    connections
        .get(number % CONNECTIONS)
        .raw()
        .follow(request, event -> onEvent(event, watch), broken -> onEnd(broken, watch));
  }

  private static void onEvent(WatchEvent event, WatchCrowd.Watch watch) {
    if (event.getInitialEventsEnd()) {
      watch.opened();
    } else if (event.getType() != WatchEvent.Type.BOOKMARK) {
      watch.event();
    }
  }

  private static void onEnd(Optional<CallException> broken, WatchCrowd.Watch watch) {
    watch.failed(broken.<Throwable>map(why -> why).orElseGet(() -> new IOException("ended early")));
  }

  @Override
  public void close() {
    connections.forEach(GrpcClient::close);
  }
}
