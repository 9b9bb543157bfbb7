package dev.quarterdeck.apiserver.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.quarterdeck.apiserver.request.Body;
import dev.quarterdeck.machinery.protobuf.ProtobufWriter;
import dev.quarterdeck.model.ApiFault;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies made to cost much: none takes more memory than its size explains, nor long. */
@Timeout(30)
class BoundedDecodingTest {

  private static final int FULL = Body.MAX_BYTES;
  private static final long MOST = 160L << 20;

  /** Most of it is the parser's litter: its events and marks live but a moment. */
  private static final long MOST_FOR_YAML = 900L << 20;

  static Stream<Named<Body>> bombs() {
    return Stream.of(
        bomb("objects", "application/json", "{\"a\":[" + repeat("{},") + "{}]}"),
        bomb("arrays", "application/json", "{\"a\":[" + repeat("[],") + "[]]}"),
        bomb("numbers", "application/json", "{\"a\":[" + repeat("1,") + "1]}"),
        bomb("nesting", "application/json", "[".repeat(FULL)),
        bomb("names", "application/json", "{" + names() + "\"z\":1}"),
        bomb("a long number", "application/json", "{\"a\":" + "9".repeat(FULL - 10) + "}"),
        bomb("an exponent", "application/json", "{\"a\":1e2000000000}"),
        bomb("a long string", "application/json", "{\"a\":\"" + "x".repeat(FULL - 10) + "\"}"),
        bomb("flow objects", "application/yaml", "a: [" + repeat("{},") + "{}]"),
        bomb("flow nesting", "application/yaml", "[".repeat(FULL)),
        bomb("block nesting", "application/yaml", "- ".repeat(FULL / 2)),
        bomb("sequence", "application/yaml", repeat("- a\n")),
        bomb("aliases", "application/yaml", aliases()),
        bomb("anchors", "application/yaml", anchors()),
        bomb("complex keys", "application/yaml", repeat("? ") + "a"),
        bomb("a YAML number", "application/yaml", "a: " + "9".repeat(FULL - 10)),
        bomb("long YAML words", "application/yaml", ("- " + "x".repeat(125_000) + "\n").repeat(24)),
        bomb("directives", "application/yaml", repeat("%A b\n") + "---\na: b"),
        bomb("documents", "application/yaml", repeat("---\n")),
        bomb("folded lines", "application/yaml", "a: >\n" + repeat(" x\n")),
        Named.of("protobuf messages", protobuf()));
  }

  private static Named<Body> bomb(String name, String contentType, String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThat(bytes.length).isLessThanOrEqualTo(FULL);
    return Named.of(name, new Body(bytes, contentType));
  }

  private static String repeat(String part) {
    return part.repeat((FULL - 64) / part.length());
  }

  private static String names() {
    var names = new StringBuilder();
    for (var i = 0; names.length() < FULL - 64; i++) {
      names.append("\"").append(Integer.toString(i, 36)).append("\":0,");
    }
    return names.toString();
  }

  private static String aliases() {
    var text = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
    for (var i = 1; i < 40; i++) {
      text.append("a%d: &a%d [%s]\n".formatted(i, i, "*a%d,".formatted(i - 1).repeat(9)));
    }
    return text.toString();
  }

  private static String anchors() {
    var text = new StringBuilder();
    for (var i = 0; text.length() < FULL - 64; i++) {
      text.append("- &").append(i).append(" a\n");
    }
    return text.toString();
  }

  /** A pod whose spec has nothing but empty containers: two bytes each. */
  private static Body protobuf() {
    var small =
        ProtobufWriter.of("v1", "Pod")
            .orElseThrow()
            .write("{\"apiVersion\":\"v1\",\"kind\":\"Pod\"}".getBytes(StandardCharsets.UTF_8));
    var containers = new byte[] {18, 0};
    var spec = new ByteArrayOutputStream();
    IntStream.range(0, FULL / 2 - 100).forEach(i -> spec.writeBytes(containers));
    var pod = new ByteArrayOutputStream();
    pod.write(18);
    varint(pod, spec.size());
    pod.writeBytes(spec.toByteArray());
    var all = new ByteArrayOutputStream();
    all.write(small, 0, 4);
    all.writeBytes(new byte[] {10, 9, 10, 2, 'v', '1', 18, 3, 'P', 'o', 'd', 18});
    varint(all, pod.size());
    all.writeBytes(pod.toByteArray());
    return new Body(all.toByteArray(), "application/vnd.kubernetes.protobuf");
  }

  private static void varint(ByteArrayOutputStream out, int value) {
    var rest = value;
    while (rest > 127) {
      out.write(rest & 127 | 128);
      rest >>>= 7;
    }
    out.write(rest);
  }

  @ParameterizedTest
  @MethodSource("bombs")
  void aBombCostsNoMoreThanItsRequest(Body body) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    var before = threads.getCurrentThreadAllocatedBytes();
    try {
      Payloads.object(body);
    } catch (ApiFault refused) {
      assertThat(refused.code()).isEqualTo(400);
    }
    var most = body.contentType().endsWith("yaml") ? MOST_FOR_YAML : MOST;
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(most);
  }

  @Test
  void aBodyOfAMillionValuesIsRefused() {
    var body = new Body(repeat("[],").getBytes(StandardCharsets.UTF_8), "");
    var wrapped = new Body(("[" + repeat("1,") + "1]").getBytes(StandardCharsets.UTF_8), "");

    assertThatThrownBy(() -> Payloads.object(body)).isInstanceOf(ApiFault.class);
    assertThatThrownBy(() -> Payloads.object(wrapped)).hasMessageContaining("Token");
  }
}
