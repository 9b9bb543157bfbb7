package dev.quarterdeck.agent.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.agent.fixture.Steps;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.time.SteppedTime;
import io.vertx.core.MultiMap;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class LogReaderTest {

  private static final Duration LOOK = Duration.ofMillis(100);

  @TempDir Path folder;
  private Path log;
  private final SteppedTime time = new SteppedTime(Instant.parse("2026-01-01T00:00:10Z"));

  @BeforeEach
  void name() {
    log = folder.resolve("0.log");
  }

  private static String entry(int second, String rest) {
    return "2026-01-01T00:00:%02d.5Z %s\n".formatted(second, rest);
  }

  private void append(String... entries) throws IOException {
    Files.writeString(log, String.join("", entries), CREATE, APPEND);
  }

  private LogRequest options(String query) {
    var parameters = MultiMap.caseInsensitiveMultiMap();
    for (var pair : query == null ? new String[0] : query.split("&")) {
      parameters.add(pair.split("=")[0], pair.split("=")[1]);
    }
    return LogRequest.of(parameters, time);
  }

  private String read(LogRequest options) throws Exception {
    var out = new ByteArrayOutputStream();
    new LogReader(options, () -> false, out::write, time).read(log);
    return out.toString(UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    ", 'one\ntwo parts\nerr\nlast\n'",
    "tailLines=1, 'last\n'",
    "tailLines=2, 'err\nlast\n'",
    "tailLines=0, ''",
    "tailLines=99, 'one\ntwo parts\nerr\nlast\n'",
    "stream=Stdout, 'one\ntwo parts\nlast\n'",
    "stream=Stderr, 'err\n'",
    "limitBytes=6, 'one\ntw'",
    "sinceSeconds=6, 'err\nlast\n'",
    "sinceTime=2026-01-01T00:00:05Z, 'last\n'",
    "sinceTime=2027-01-01T00:00:05Z, ''",
    "timestamps=true&tailLines=1, '2026-01-01T00:00:05.5Z last\n'",
  })
  void selects(String query, String expected) throws Exception {
    append(
        entry(1, "stdout F one"),
        entry(2, "stdout P two "),
        entry(3, "stdout F parts"),
        entry(4, "stderr F err"),
        entry(5, "stdout F last"));
    assertThat(read(options(query))).isEqualTo(expected);
  }

  @Test
  void aJoinedLineHasOneTimestamp() throws Exception {
    append(entry(2, "stdout P two "), entry(3, "stdout F parts"), "garbage\n", "unfinished");
    assertThat(read(options("timestamps=true"))).isEqualTo("2026-01-01T00:00:02.5Z two parts\n");
  }

  @Test
  void aTailReachesBackOverBlocks() throws Exception {
    var text = "x".repeat(10_000);
    for (var i = 0; i < 30; i++) {
      append(entry(i, "stdout F " + i + text));
    }
    assertThat(read(options("tailLines=20"))).startsWith("10x").hasLineCount(20);
  }

  @Test
  void nothingIsThereYet() throws Exception {
    assertThat(read(LogRequest.ALL)).isEmpty();
    Files.createFile(log);
    assertThat(read(options("tailLines=5"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "tailLines=-1",
    "tailLines=x",
    "limitBytes=0",
    "sinceTime=yesterday",
    "stream=Both",
    "sinceSeconds=1&sinceTime=2026-01-01T00:00:00Z",
  })
  void refusesNonsense(String query) {
    assertThatThrownBy(() -> options(query)).isInstanceOf(ApiFault.class);
  }

  @Test
  void followsOverRotationUntilTheContainerEnds() throws Exception {
    var running = new AtomicBoolean(true);
    var blocks = new LinkedBlockingQueue<String>();
    var done = new CompletableFuture<Void>();
    var reader =
        new LogReader(
            options("follow=true"),
            running::get,
            block -> blocks.add(new String(block, UTF_8)),
            time);
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                reader.read(log);
                done.complete(null);
              } catch (IOException | InterruptedException e) {
                done.completeExceptionally(e);
              }
            });
    append(entry(1, "stdout F one"));
    assertThat(next(blocks)).isEqualTo("one\n");
    append(entry(2, "stdout F two"));
    assertThat(next(blocks)).isEqualTo("two\n");

    Files.move(log, folder.resolve("0.log.1"));
    Files.writeString(folder.resolve("0.log.1"), entry(3, "stdout F late"), APPEND);
    assertThat(next(blocks)).isEqualTo("late\n");
    append(entry(4, "stdout F new"));
    assertThat(next(blocks)).isEqualTo("new\n");

    append(entry(5, "stdout F last"));
    running.set(false);
    Steps.until(time, LOOK, "the end", done::isDone);
    done.join();
    assertThat(blocks.poll()).isEqualTo("last\n");
    assertThat(blocks).isEmpty();
  }

  private String next(BlockingQueue<String> blocks) throws InterruptedException {
    Steps.until(time, LOOK, "another block", () -> !blocks.isEmpty());
    return blocks.poll();
  }

  @Test
  void anInterruptEndsFollowing() throws Exception {
    append(entry(1, "stdout F one"));
    var seen = new CompletableFuture<Void>();
    var reader =
        new LogReader(options("follow=true"), () -> true, block -> seen.complete(null), time);
    var interrupted = new CompletableFuture<Void>();
    var thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    reader.read(log);
                  } catch (InterruptedException e) {
                    interrupted.complete(null);
                  } catch (IOException e) {
                    interrupted.completeExceptionally(e);
                  }
                });
    seen.get(5, TimeUnit.SECONDS);
    thread.interrupt();
    interrupted.get(5, TimeUnit.SECONDS);
  }
}
