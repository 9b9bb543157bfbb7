package dev.quarterdeck.machinery.cel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.machinery.fuzz.Mutator;
import dev.quarterdeck.machinery.structural.StructuralSchema;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Expressions that are almost right, over objects that are almost as their schema says: errors,
 * never exceptions, and in time. {@code -Dfuzz.rounds=N} and {@code -Dfuzz.seed=N} make longer and
 * other runs.
 */
@Timeout(300)
class CelFuzzTest {

  private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 1);
  private static final long SEED = Long.getLong("fuzz.seed", 20260101);
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private record Case(String properties, String rule, String spec) {}

  @Test
  void strangeExpressionsAreErrors() throws IOException {
    var mutator = new Mutator(SEED);
    var cases = cases();
    var rules = cases.stream().map(Case::rule).toList();
    for (var round = 0; round < 1_500 * ROUNDS; round++) {
      var one = mutator.pick(cases);
      var rule =
          switch (mutator.below(3)) {
            case 0 -> mutator.text(one.rule());
            case 1 -> one.rule() + " && " + mutator.pick(rules);
            default -> mutator.pick(rules);
          };
      check(one.properties(), rule, CelRulesTest.object(one.spec()));
    }
  }

  @Test
  void strangeObjectsAreErrors() throws IOException {
    var mutator = new Mutator(SEED + 1);
    var cases = cases();
    for (var round = 0; round < 1_500 * ROUNDS; round++) {
      var one = mutator.pick(cases);
      var object = CelRulesTest.object("{}");
      object.set("spec", mutator.tree((ObjectNode) CelRulesTest.object(one.spec()).get("spec")));
      check(one.properties(), one.rule(), object);
    }
  }

  @Test
  void strangeSchemasAreErrors() throws IOException {
    var mutator = new Mutator(SEED + 2);
    var cases = cases();
    for (var round = 0; round < 500 * ROUNDS; round++) {
      var one = mutator.pick(cases);
      var document = CelRulesTest.document(one.properties(), one.rule(), "");
      var schema = StructuralSchema.parse(mutator.tree(document));
      inTime(
          one.rule(),
          () -> {
            var compiled = CelRules.compile(schema, "schema");
            compiled.rules().check(CelRulesTest.object(one.spec()), null);
          });
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "self.s.matches('(((a*)*)*)*b')",
        "self.s.matches('a{1000}{1000}')",
        "self.s.find('(a|aa)+$') == ''",
        "self.l.map(x, self.l.map(y, self.l.map(z, x))).size() > 0",
        "self.l.all(a, self.l.all(b, self.l.all(c, self.l.all(d, a + b + c + d > 0))))",
        "[1, 2, 3, 4, 5, 6, 7, 8, 9].all(a, self.l.all(b, (self.l + self.l).size() > 0))",
        "'%s%s%s%s%s%s%s%s'.format([self.s, self.s, self.s, self.s, self.s, self.s, self.s, self.s])"
            + ".size() > 0",
        "self.s.split('').map(c, self.s).join(self.s).size() > 0",
        "self.s.replace('', self.s).replace('', self.s).size() > 0",
        "duration('9223372036854775807s') > duration('1s')",
        "timestamp('9999-12-31T23:59:59Z') + duration('1000000h') > timestamp('0001-01-01T00:00:00Z')",
        "int('99999999999999999999') > 0",
        "'%.99f'.format([1e308]).size() > 0",
        "{'a': self.s, 'a': self.s}.size() > 0",
        "semver('999999999999999999.0.0').major() > 0",
        "quantity('1e999').asInteger() > 0",
        "url('http://[::1]:99999/%zz').getPort() == ''"
      })
  void dearExpressionsEndInTime(String rule) throws Exception {
    var properties =
        "s: {type: string, maxLength: 100000}, l: {type: array, items: {type: integer}}";
    var object = CelRulesTest.object("{}");
    var spec = (ObjectNode) object.get("spec");
    spec.put("s", "a".repeat(100_000));
    var list = spec.putArray("l");
    for (var i = 0; i < 5_000; i++) {
      list.add(i);
    }
    var schema = CelRulesTest.schema(properties, rule, "");
    inTime(rule, () -> CelRulesTest.compile(schema).rules().check(object, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "!", "-", "[", "{'a':", "self.", "self.l.all(x, ", "a ? b : "})
  void deepExpressionsAreErrors(String part) throws Exception {
    var schema =
        CelRulesTest.schema("l: {type: array, items: {type: integer}}", part.repeat(5_000), "");
    inTime(
        part,
        () ->
            assertThat(CelRulesTest.compile(schema).errors()).as("errors of " + part).isNotEmpty());
  }

  private static void check(String properties, String rule, ObjectNode object) throws IOException {
    var schema = CelRulesTest.schema(properties, rule, "");
    inTime(
        rule + " over " + object, () -> CelRulesTest.compile(schema).rules().check(object, object));
  }

  private interface Step {
    void run() throws IOException;
  }

  private static void inTime(String what, Step step) {
    var threads = ManagementFactory.getThreadMXBean(); // the machine may have other work
    var began = threads.getCurrentThreadCpuTime();
    try {
      step.run();
    } catch (IOException | RuntimeException | Error e) {
      throw new AssertionError(what.substring(0, Math.min(what.length(), 2_000)), e);
    }
    assertThat(threads.getCurrentThreadCpuTime() - began)
        .as("CPU time of " + what.substring(0, Math.min(what.length(), 500)))
        .isLessThan(DEADLINE.toNanos());
  }

  private static List<Case> cases() throws IOException {
    try (var in = CelFuzzTest.class.getResourceAsStream("expressions.csv")) {
      var cases = new ArrayList<Case>();
      for (var line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        var cells = line.split("~");
        if (!line.startsWith("#") && cells.length >= 3) {
          cases.add(new Case(cells[0], cells[1], cells[2]));
        }
      }
      assertThat(cases).hasSizeGreaterThan(30);
      return cases;
    }
  }
}
