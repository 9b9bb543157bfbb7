package dev.quarterdeck.controllers.disruption;

import static dev.quarterdeck.controllers.disruption.TestBudgets.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarterdeck.kinds.core.Eviction;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.Json;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Random walks in which pods are evicted, are deleted at last, and are replaced, while the
 * controller sees both pods and budget late and loses writes to conflicts: at no time do evictions
 * leave fewer healthy pods than the budget wants. One seed replays its walk.
 */
class DisruptionModelTest {

  private static final int PODS = 8;

  @Test
  void evictionsNeverTakeMoreThanTheBudgetAllows() {
    var evicted = 0;
    for (var seed = 0; seed < 200; seed++) {
      evicted += new Walk(seed).run(2000);
    }
    assertThat(evicted).as("evictions on the way").isGreaterThan(1000);
  }

  private static final class Walk {

    private enum Life {
      STARTING,
      READY,
      LET_GO,
      TERMINATING
    }

    private final long seed;
    private final Random random;
    private final int least;
    private final TreeMap<String, Life> pods = new TreeMap<>();
    private PodDisruptionBudget budget;
    private int version;
    private int names;
    private Instant now = NOW;

    private List<Pod> seenPods = List.of();
    private PodDisruptionBudget seenBudget;
    private int seenVersion;
    private int evicted;

    Walk(long seed) {
      this.seed = seed;
      random = new Random(seed);
      least = random.nextInt(PODS);
      budget = TestBudgets.budget(Integer.toString(least), null);
      seenBudget = budget;
    }

    int run(int steps) {
      for (var step = 0; step < steps; step++) {
        now = now.plusMillis(random.nextInt(500));
        switch (random.nextInt(7)) {
          case 0 -> replace();
          case 1 -> start();
          case 2 -> evict();
          case 3 -> advance(Life.LET_GO, Life.TERMINATING);
          case 4 -> any(Life.TERMINATING).ifPresent(pods::remove);
          case 5 -> look();
          default -> control();
        }
      }
      return evicted;
    }

    private void replace() {
      if (pods.size() < PODS) {
        pods.put("p" + names++, Life.STARTING);
      }
    }

    private void start() {
      advance(Life.STARTING, Life.READY);
    }

    private Optional<String> any(Life life) {
      var such = new ArrayList<String>();
      pods.forEach(
          (name, now) -> {
            if (now == life) {
              such.add(name);
            }
          });
      return such.isEmpty() ? Optional.empty() : Optional.of(such.get(random.nextInt(such.size())));
    }

    private void advance(Life from, Life to) {
      any(from).ifPresent(name -> pods.put(name, to));
    }

    private void evict() {
      any(Life.READY).ifPresent(this::evict);
    }

    private void evict(String pod) {
      ObjectNode tree = Json.mapper().valueToTree(budget);
      try {
        var charged = Eviction.charged(tree, pod, now);
        write(Json.mapper().convertValue(charged.path("status"), PodDisruptionBudgetStatus.class));
      } catch (ApiFault refused) {
        return;
      }
      pods.put(pod, Life.LET_GO);
      evicted++;
      var healthy = pods.values().stream().filter(life -> life == Life.READY).count();
      assertThat(healthy).as("seed %d: %s, %s", seed, pods, budget).isGreaterThanOrEqualTo(least);
    }

    private void write(PodDisruptionBudgetStatus status) {
      budget = TestBudgets.with(budget, status);
      version++;
    }

    /** The news of pods, or of the budget, or of both comes in. */
    private void look() {
      if (random.nextInt(3) > 0) {
        seenPods =
            pods.entrySet().stream()
                .map(
                    pod -> {
                      var seen = TestBudgets.pod(pod.getKey(), pod.getValue() != Life.STARTING);
                      return pod.getValue() == Life.TERMINATING
                          ? TestBudgets.terminating(seen)
                          : seen;
                    })
                .toList();
      }
      if (random.nextInt(3) > 0) {
        seenBudget = budget;
        seenVersion = version;
      }
    }

    private void control() {
      var decision = DisruptionPlan.decide(seenBudget, seenPods, 0, now);
      if (seenVersion == version) {
        write(decision.status());
      }
    }
  }
}
