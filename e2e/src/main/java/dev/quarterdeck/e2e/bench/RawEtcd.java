package dev.quarterdeck.e2e.bench;

import dev.quarterdeck.cli.lab.Lab;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Reads and writes the lab's etcd directly, as the reference for those through the API server. */
final class RawEtcd implements AutoCloseable {

  private final Client client;
  private final ByteSequence value;

  /**
   * @param lab whose etcd it is
   */
  RawEtcd(Lab lab, String value) throws IOException {
    var files = lab.folder().etcdCertificates();
    this.client =
        Client.builder()
            .endpoints("https://127.0.0.1:" + lab.spec().etcdPort())
            .sslContext(
                context ->
                    context
                        .trustManager(files.authority().toFile())
                        .keyManager(
                            files.client().certificate().toFile(), files.client().key().toFile()))
            .build();
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
