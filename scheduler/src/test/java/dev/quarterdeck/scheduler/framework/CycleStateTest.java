package dev.quarterdeck.scheduler.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CycleStateTest {

  private static final StateKey<String> TEXT = StateKey.immutable("text");
  private static final StateKey<List<String>> LIST = StateKey.copied("list", ArrayList::new);

  @Test
  void givesBackWhatWasWritten() {
    var state = new CycleState();
    assertThat(state.find(TEXT)).isEmpty();
    state.write(TEXT, "one");
    state.write(TEXT, "two");
    assertThat(state.read(TEXT)).isEqualTo("two");
  }

  @Test
  void namesWhatIsMissing() {
    assertThatThrownBy(() -> new CycleState().read(TEXT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("text");
  }

  @Test
  void aCopyChangesNothingInTheOriginal() {
    var state = new CycleState();
    state.write(LIST, new ArrayList<>(List.of("a")));
    var copy = state.copy();
    copy.read(LIST).add("b");
    copy.write(TEXT, "new");
    assertThat(state.read(LIST)).containsExactly("a");
    assertThat(state.find(TEXT)).isEmpty();
    assertThat(copy.copy().read(LIST)).containsExactly("a", "b");
  }

  @Test
  void thereIsRoomForAnyNumberOfKeys() {
    var state = new CycleState();
    var keys = IntStream.range(0, 100).mapToObj(i -> StateKey.<Integer>immutable("k" + i)).toList();
    for (var i = 0; i < keys.size(); i++) {
      state.write(keys.get(i), i);
    }
    for (var i = 0; i < keys.size(); i++) {
      assertThat(state.read(keys.get(i))).isEqualTo(i);
    }
  }
}
