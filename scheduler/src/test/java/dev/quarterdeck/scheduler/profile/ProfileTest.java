package dev.quarterdeck.scheduler.profile;

import static dev.quarterdeck.scheduler.TestObjects.podInfo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.scheduler.framework.BindPlugin;
import dev.quarterdeck.scheduler.framework.CycleState;
import dev.quarterdeck.scheduler.framework.PermitPlugin;
import dev.quarterdeck.scheduler.framework.Plugin;
import dev.quarterdeck.scheduler.framework.PreBindPlugin;
import dev.quarterdeck.scheduler.framework.ReservePlugin;
import dev.quarterdeck.scheduler.framework.Status;
import dev.quarterdeck.scheduler.plugins.DefaultPlugins;
import dev.quarterdeck.scheduler.plugins.NodeName;
import dev.quarterdeck.scheduler.plugins.PrioritySort;
import dev.quarterdeck.scheduler.snapshot.PodInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProfileTest {

  private final List<String> calls = new ArrayList<>();
  private final CycleState state = new CycleState();
  private final PodInfo pod = podInfo("p", "");

  /** Is at every extension point from Reserve to Bind, and writes down when it is called. */
  private final class Recording implements ReservePlugin, PermitPlugin, PreBindPlugin, BindPlugin {
    private final String name;
    private final Status status;

    Recording(String name, Status status) {
      this.name = name;
      this.status = status;
    }

    @Override
    public String name() {
      return name;
    }

    private Status call(String point) {
      calls.add(point + " " + name);
      return status;
    }

    @Override
    public Status reserve(CycleState state, PodInfo pod, String node) {
      return call("reserve");
    }

    @Override
    public void unreserve(CycleState state, PodInfo pod, String node) {
      call("unreserve");
    }

    @Override
    public Status permit(CycleState state, PodInfo pod, String node) {
      return call("permit");
    }

    @Override
    public Status preBindPreFlight(CycleState state, PodInfo pod, String node) {
      return call("preFlight");
    }

    @Override
    public Status preBind(CycleState state, PodInfo pod, String node) {
      return call("preBind");
    }

    @Override
    public Status bind(CycleState state, PodInfo pod, String node) {
      return call("bind");
    }
  }

  private Recording recording(String name, Status status) {
    return new Recording(name, status);
  }

  private static Profile profile(Plugin... plugins) {
    return new Profile("s", 0, Arrays.stream(plugins).map(EnabledPlugin::new).toList());
  }

  @Test
  void reserveEndsAtTheFirstRejectionAndUnreserveRunsBackwardsOverAll() throws Exception {
    var binding =
        profile(
                recording("A", Status.SUCCESS),
                recording("B", Status.unschedulable("no")),
                recording("C", Status.SUCCESS))
            .binding();
    assertThat(binding.reserve(state, pod, "n")).isEqualTo(Status.unschedulable("no").by("B"));
    binding.unreserve(state, pod, "n");
    assertThat(calls)
        .containsExactly("reserve A", "reserve B", "unreserve C", "unreserve B", "unreserve A");
  }

  @Test
  void permitGathersWhoIsToBeWaitedFor() throws Exception {
    var permission =
        profile(
                recording("A", new Status.Wait(Duration.ofSeconds(5))),
                recording("B", Status.SUCCESS),
                recording("C", new Status.Wait(Duration.ofHours(1))))
            .binding()
            .permit(state, pod, "n");
    assertThat(permission.status()).isEqualTo(Status.SUCCESS);
    assertThat(permission.waits())
        .isEqualTo(Map.of("A", Duration.ofSeconds(5), "C", Duration.ofMinutes(15)));
  }

  @Test
  void oneRejectionAtPermitIsEnough() throws Exception {
    var permission =
        profile(
                recording("A", new Status.Wait(Duration.ofSeconds(5))),
                recording("B", Status.unresolvable("never")))
            .binding()
            .permit(state, pod, "n");
    assertThat(permission.status()).isEqualTo(Status.unresolvable("never").by("B"));
    assertThat(permission.waits()).isEmpty();
  }

  @Test
  void preBindRunsOnlyWhereThereIsSomethingToDo() throws Exception {
    var binding = profile(recording("A", Status.SKIP), recording("B", Status.SUCCESS)).binding();
    assertThat(binding.preBindPreFlight(state, pod, "n")).isEqualTo(Status.SUCCESS);
    assertThat(binding.preBind(state, pod, "n")).isEqualTo(Status.SUCCESS);
    assertThat(calls).containsExactly("preFlight A", "preFlight B", "preBind B");
    assertThat(profile(recording("A", Status.SKIP)).binding().preBindPreFlight(state, pod, "n"))
        .isEqualTo(Status.SKIP);
  }

  @Test
  void theFirstBindPluginThatDoesNotSkipBinds() throws Exception {
    var binding =
        profile(
                recording("A", Status.SKIP),
                recording("B", Status.SUCCESS),
                recording("C", Status.SUCCESS))
            .binding();
    assertThat(binding.bind(state, pod, "n")).isEqualTo(Status.SUCCESS);
    assertThat(calls).containsExactly("bind A", "bind B");
    assertThat(profile(recording("A", Status.SKIP)).binding().bind(state, pod, "n"))
        .isInstanceOf(Status.Error.class);
  }

  @Test
  void aPluginThatThrowsIsAnErrorThatNamesIt() throws Exception {
    var throwing =
        new BindPlugin() {
          @Override
          public String name() {
            return "Broken";
          }

          @Override
          public Status bind(CycleState state, PodInfo pod, String node) {
            throw new IllegalStateException("oops");
          }
        };
    assertThat(profile(throwing).binding().bind(state, pod, "n"))
        .isInstanceOfSatisfying(
            Status.Error.class,
            error -> assertThat(error.message()).isEqualTo("running Bind plugin \"Broken\": oops"));
  }

  @Test
  void aProfileThatCannotWorkIsRefused() {
    assertThatThrownBy(() -> profile(new NodeName(), new NodeName()))
        .hasMessage("plugin NodeName is enabled twice");
    assertThatThrownBy(() -> new EnabledPlugin(new NodeName(), 0))
        .hasMessageContaining("weight of plugin NodeName");
    assertThatThrownBy(() -> new Profiles(List.of(profile(new NoBinding()))))
        .hasMessage("profile s needs exactly one QueueSort plugin");
    assertThatThrownBy(() -> new Profiles(List.of(profile(new PrioritySort()))))
        .hasMessage("profile s needs at least one Bind plugin");
    var complete = profile(new PrioritySort(), new NoBinding());
    assertThatThrownBy(() -> new Profiles(List.of(complete, complete)))
        .hasMessage("profile s needs a name of its own");
  }

  @Test
  void theDefaultPluginsAreInKubernetesOrderWithItsWeights() {
    assertThat(DefaultPlugins.deciding())
        .extracting(each -> each.plugin().name() + " " + each.weight())
        .containsExactly(
            "SchedulingGates 1",
            "PrioritySort 1",
            "NodeUnschedulable 1",
            "NodeName 1",
            "TaintToleration 3",
            "NodeAffinity 2",
            "NodePorts 1",
            "NodeResourcesFit 1",
            "PodTopologySpread 2",
            "InterPodAffinity 2",
            "DefaultPreemption 1",
            "NodeResourcesBalancedAllocation 1");
  }
}
