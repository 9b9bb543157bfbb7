package dev.quarterdeck.controllers.nodeipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.controllers.nodeipam.PodCidrPlan.Decision;
import dev.quarterdeck.controllers.nodelifecycle.Nodes;
import dev.quarterdeck.model.net.Cidr;
import io.fabric8.kubernetes.api.model.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PodCidrPlanTest {

  private static final List<CidrRange> RANGE =
      List.of(new CidrRange(Cidr.parse("10.244.0.0/16"), 24));

  private static Node node(String name, String cidr) {
    return Nodes.node(name, "True").editSpec().withPodCIDR(cidr).endSpec().build();
  }

  @ParameterizedTest
  @CsvSource({
    "10.244.0.0/16, 24, 0, 10.244.0.0/24, 256",
    "10.244.7.9/16, 24, 255, 10.244.255.0/24, 256",
    "192.168.0.0/24, 28, 3, 192.168.0.48/28, 16",
    "0.0.0.0/8, 24, 1, 0.0.1.0/24, 65536",
    "fd00:10::/48, 64, 2, fd00:10:0:2::/64, 65536"
  })
  void cutsARangeIntoSubnets(String cidr, int mask, int index, String subnet, int count) {
    var range = new CidrRange(Cidr.parse(cidr), mask);
    assertThat(range.subnet(index)).isEqualTo(subnet);
    assertThat(range.count()).isEqualTo(count);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.244.0.0", "10.0.0.0/25", "10.0.0.0/7", "pods/16", "10.244.0.0/x"})
  void saysWhatIsWrongWithARange(String cidr) {
    assertThatThrownBy(() -> new CidrRange(Cidr.parse(cidr), 24))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void givesEveryNodeItsOwnAndSkipsThoseTakenOrPromised() {
    var fresh = node("c", null);
    var nodes = List.of(node("a", "10.244.0.0/24"), node("b", "10.244.2.0/24"), fresh);
    assertThat(PodCidrPlan.next(fresh, nodes, Map.of(), RANGE))
        .isEqualTo(new Decision.Assign(List.of("10.244.1.0/24")));
    var promised = Map.of("d", List.of("10.244.1.0/24"));
    assertThat(PodCidrPlan.next(fresh, nodes, promised, RANGE))
        .isEqualTo(new Decision.Assign(List.of("10.244.3.0/24")));
  }

  @Test
  void keepsWhatANodeHas() {
    var node = node("a", "172.16.0.0/24");
    assertThat(PodCidrPlan.next(node, List.of(node), Map.of(), RANGE))
        .isEqualTo(new Decision.Keep());
  }

  @Test
  void neverGivesOneRangeTwiceUntilAllAreGivenAndReusesFreedOnes() {
    var range = List.of(new CidrRange(Cidr.parse("10.0.0.0/24"), 28));
    var nodes = new ArrayList<Node>();
    var given = new HashSet<String>();
    for (var i = 0; i < 16; i++) {
      var fresh = node("n" + i, null);
      var decision = PodCidrPlan.next(fresh, nodes, Map.of(), range);
      var cidr = ((Decision.Assign) decision).cidrs().getFirst();
      assertThat(given.add(cidr)).isTrue();
      nodes.add(node("n" + i, cidr));
    }
    var late = node("late", null);
    assertThat(PodCidrPlan.next(late, nodes, Map.of(), range))
        .isEqualTo(new Decision.Exhausted(range.getFirst()));
    var freed = nodes.remove(5).getSpec().getPodCIDR();
    assertThat(PodCidrPlan.next(late, nodes, Map.of(), range))
        .isEqualTo(new Decision.Assign(List.of(freed)));
  }

  @Test
  void givesOneRangeOfEachFamily() {
    var dual = List.of(RANGE.getFirst(), new CidrRange(Cidr.parse("fd00::/56"), 64));
    assertThat(PodCidrPlan.next(node("a", null), List.of(), Map.of(), dual))
        .isEqualTo(new Decision.Assign(List.of("10.244.0.0/24", "fd00::/64")));
  }
}
