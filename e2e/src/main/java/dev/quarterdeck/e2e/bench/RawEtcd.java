package dev.quarterdeck.e2e.bench;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The reference for reads and writes: the same etcd, with nothing in between. */
final class RawEtcd implements AutoCloseable {

  private final Client client;
  private final ByteSequence value;

  RawEtcd(int port, String value) {
    this.client = Client.builder().endpoints("http://127.0.0.1:" + port).build();
    this.value = bytes(value);
  }

  Load.Result puts(int clients, Duration length) throws Exception {
    var kv = client.getKVClient();
    return Load.run(
        clients, length, number -> kv.put(key(number), value).get(30, TimeUnit.SECONDS));
  }

  Load.Result gets(int clients, Duration length) throws Exception {
    var kv = client.getKVClient();
    return Load.run(clients, length, number -> kv.get(key(number % 100)).get(30, TimeUnit.SECONDS));
  }

  private static ByteSequence key(int number) {
    return bytes("/bench/raw/" + number);
  }

  private static ByteSequence bytes(String text) {
    return ByteSequence.from(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    client.close();
  }
}
