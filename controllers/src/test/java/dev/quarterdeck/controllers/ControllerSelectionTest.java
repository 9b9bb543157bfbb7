package dev.quarterdeck.controllers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControllerSelectionTest {

  @ParameterizedTest
  @CsvSource({
    // selection, deployment-controller runs, pod-garbage-collector-controller runs
    "*, true, true",
    "*;-podgc, true, false",
    "-pod-garbage-collector-controller;*, true, false",
    "deployment, true, false",
    "deployment-controller;podgc, true, true",
    "-deployment, false, false",
    // The first entry that names a controller counts.
    "podgc;-podgc;*, true, true",
    "-podgc;podgc, false, false"
  })
  void readsAListAsKubeControllerManagerDoes(String entries, boolean deployment, boolean podgc) {
    var selection = ControllerSelection.of(List.of(entries.split(";")));
    assertThat(selection.includes("deployment-controller")).isEqualTo(deployment);
    assertThat(selection.includes("pod-garbage-collector-controller")).isEqualTo(podgc);
  }

  @ParameterizedTest
  @ValueSource(strings = {"foo", "-foo", "", "-", "Deployment", "-*"})
  void refusesANameThatIsNoControllers(String entry) {
    var name = entry.startsWith("-") ? entry.substring(1) : entry;
    assertThatThrownBy(() -> ControllerSelection.of(List.of("*", entry)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("\"" + name + "\" is not in the list of known controllers: ")
        .hasMessageContaining("deployment-controller, replicaset-controller")
        .hasMessageNotContaining("\n");
  }

  @Test
  void noTwoControllersShareANameOrAlias() {
    var names =
        KnownControllers.ALL.stream()
            .flatMap(spec -> List.of(spec.name(), spec.alias()).stream())
            .filter(name -> !name.isEmpty());
    assertThat(names).doesNotHaveDuplicates();
  }
}
