package dev.quarterdeck.agent.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.agent.worker.PodView;
import dev.quarterdeck.agent.worker.PodView.ContainerView;
import dev.quarterdeck.agent.worker.PodView.State;
import dev.quarterdeck.agent.worker.PodViews;
import dev.quarterdeck.model.ApiFault;
import dev.quarterdeck.model.ObjectKey;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.vertx.core.MultiMap;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContainerLogsTest {

  private static final ContainerView OLD = attempt(0, State.EXITED);

  private static ContainerView attempt(int number, State state) {
    return new ContainerView("c", "id" + number, number, state, Path.of(number + ".log"));
  }

  /** A pod whose container waits for {@code reason}, or does not wait when that is empty. */
  private static ContainerView find(String reason, boolean previous, ContainerView... attempts) {
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("web")
            .withNamespace("shop")
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("c")
            .endContainer()
            .endSpec()
            .withNewStatus()
            .addNewContainerStatus()
            .withName("c")
            .withNewState()
            .endState()
            .endContainerStatus()
            .endStatus()
            .build();
    if (!reason.isEmpty()) {
      var state = pod.getStatus().getContainerStatuses().getFirst().getState();
      state.setWaiting(new ContainerStateWaiting("its message", reason));
    }
    var view = new PodView(pod, Optional.of("sandbox"), List.of(attempts));
    var query = MultiMap.caseInsensitiveMultiMap().add("previous", Boolean.toString(previous));
    return new ContainerLogs(only(view), Time.system())
        .find(
            (KubeletPath.Logs) KubeletPath.parse("/containerLogs/shop/web/c").orElseThrow(),
            LogRequest.of(query, Time.system()));
  }

  private static PodViews only(PodView view) {
    return new PodViews() {
      @Override
      public Optional<PodView> find(ObjectKey key) {
        return Optional.of(view);
      }

      @Override
      public Collection<PodView> all() {
        return List.of(view);
      }
    };
  }

  @Test
  void ofARunningContainerTheAttemptBeforeIsThePrevious() {
    var running = attempt(1, State.RUNNING);
    assertThat(find("", false, running, OLD)).isEqualTo(running);
    assertThat(find("", true, running, OLD)).isEqualTo(OLD);
  }

  @Test
  void ofAContainerThatWaitsForItsRestartTheLatestEndIsThePrevious() {
    var crashed = attempt(1, State.EXITED);
    assertThat(find("CrashLoopBackOff", true, crashed, OLD)).isEqualTo(crashed);
    assertThat(find("CrashLoopBackOff", true, crashed)).isEqualTo(crashed);
    assertThat(find("CrashLoopBackOff", false, crashed)).isEqualTo(crashed);
  }

  @Test
  void aContainerThatEndedForGoodHasNoPreviousButAnOlderAttempt() {
    assertThat(find("", true, attempt(1, State.EXITED), OLD)).isEqualTo(OLD);
    assertThatThrownBy(() -> find("", true, OLD))
        .isInstanceOf(ApiFault.class)
        .hasMessage("previous terminated container \"c\" in pod \"web\" not found");
  }

  @Test
  void withoutAnAttemptItSaysWhatTheContainerWaitsFor() {
    assertThatThrownBy(() -> find("ImagePullBackOff", false))
        .hasMessage(
            "container \"c\" in pod \"web\" is waiting to start: trying and failing to pull image");
    assertThatThrownBy(() -> find("ErrImagePull", false)).hasMessageContaining("can't be pulled");
    assertThatThrownBy(() -> find("ContainerCreating", false))
        .hasMessageEndingWith("is waiting to start: ContainerCreating");
  }
}
