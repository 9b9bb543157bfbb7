package dev.quarterdeck.controllers.garbagecollector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controllers.garbagecollector.GarbagePlan.Decision;
import dev.quarterdeck.controllers.garbagecollector.GarbagePlan.Owner;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GarbagePlanTest {

  private static ObjectMeta object(String finalizer, String... owners) {
    var builder = new ObjectMetaBuilder().withName("o");
    if (!finalizer.isEmpty()) {
      builder.withFinalizers(finalizer);
    }
    for (var owner : owners) {
      builder.addToOwnerReferences(
          new OwnerReferenceBuilder().withUid(owner).withBlockOwnerDeletion(true).build());
    }
    return builder.build();
  }

  @Test
  void staysWhileAllOwnersDo() {
    assertThat(
            GarbagePlan.next(
                object("", "a", "b"), Map.of("a", Owner.PRESENT, "b", Owner.PRESENT), false, false))
        .isEqualTo(new Decision.Keep());
  }

  @Test
  void anotherOwnerKeepsItAndTheLostOnesAreDropped() {
    assertThat(
            GarbagePlan.next(
                object("", "a", "b", "c"),
                Map.of("a", Owner.PRESENT, "b", Owner.ABSENT, "c", Owner.WAITING),
                true,
                false))
        .isEqualTo(new Decision.DropOwners(List.of("b", "c")));
  }

  @Test
  void goesInTheBackgroundWithItsLastOwnerUnlessItsFinalizersSayOtherwise() {
    var gone = Map.of("a", Owner.ABSENT);
    assertThat(GarbagePlan.next(object("", "a"), gone, true, false))
        .isEqualTo(new Decision.Delete("Background", false));
    assertThat(GarbagePlan.next(object("orphan", "a"), gone, true, false))
        .isEqualTo(new Decision.Delete("Orphan", false));
    assertThat(GarbagePlan.next(object("foregroundDeletion", "a"), gone, true, false))
        .isEqualTo(new Decision.Delete("Foreground", false));
  }

  @Test
  void foregroundGoesDownLevelByLevelAndBreaksCircles() {
    var waiting = Map.of("a", Owner.WAITING);
    assertThat(GarbagePlan.next(object("", "a"), waiting, true, false))
        .isEqualTo(new Decision.Delete("Foreground", false));
    assertThat(GarbagePlan.next(object("", "a"), waiting, true, true))
        .isEqualTo(new Decision.Delete("Foreground", true));
    assertThat(GarbagePlan.next(object("", "a"), waiting, false, false))
        .isEqualTo(new Decision.Delete("Background", false));
  }

  @Test
  void onlyADependentThatSaysSoBlocksItsOwner() {
    var blocking = object("", "a");
    assertThat(GarbagePlan.blocks(blocking, "a")).isTrue();
    assertThat(GarbagePlan.blocks(blocking, "b")).isFalse();
    blocking.getOwnerReferences().getFirst().setBlockOwnerDeletion(null);
    assertThat(GarbagePlan.blocks(blocking, "a")).isFalse();
  }
}
