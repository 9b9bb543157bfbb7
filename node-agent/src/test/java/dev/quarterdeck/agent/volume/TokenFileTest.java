package dev.quarterdeck.agent.volume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.agent.volume.Projection.ProjectedFile;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may read a pod's token (KEP-1205). */
class TokenFileTest {

  private static final byte[] TOKEN = "token".getBytes(UTF_8);

  private static ProjectedFile file(String spec) {
    var pod = Serialization.unmarshal("spec: " + spec, Pod.class);
    return TokenFile.of(pod, TOKEN, 0644);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "{containers: [{name: a}]} | - | 644",
        "{containers: [{name: a}], securityContext: {runAsUser: 7}} | 7 | 600",
        "{containers: [{name: a, securityContext: {runAsUser: 8}}], securityContext: {runAsUser: 7}} | 8 | 600",
        "{containers: [{name: a, securityContext: {runAsUser: 8}}, {name: b}]} | - | 644",
        "{containers: [{name: a, securityContext: {runAsUser: 8}}], initContainers: [{name: i}]} | - | 644",
        "{containers: [{name: a, securityContext: {runAsUser: 8}}], initContainers: [{name: i, securityContext: {runAsUser: 8}}]} | 8 | 600",
        "{containers: [{name: a, securityContext: {runAsUser: 8}}], ephemeralContainers: [{name: e}]} | 8 | 600",
        "{containers: [{name: a, securityContext: {runAsUser: 0}}]} | 0 | 600",
        "{containers: [{name: a}], securityContext: {fsGroup: 5}} | - | 600",
        "{containers: [{name: a, securityContext: {runAsUser: 8}}, {name: b}], securityContext: {fsGroup: 5, runAsUser: 7}} | - | 600",
      })
  void theOneUserOfAllContainersOrTheGroupOfVolumesMayReadIt(
      String spec, Integer user, String mode) {
    var owner = user == null ? OptionalInt.empty() : OptionalInt.of(user);
    assertThat(file(spec)).isEqualTo(new ProjectedFile(TOKEN, Integer.parseInt(mode, 8), owner));
  }

  @Test
  void theFileIsItsUsersAndStaysAsItIsWhileNothingChanges(@TempDir Path folder) throws IOException {
    var writer = new AtomicWriter(Instant::now);
    var me = FileTrees.owner(folder);
    var mine = Map.of("token", new ProjectedFile(TOKEN, 0600, OptionalInt.of(me)));
    assertThat(writer.write(folder, mine, next -> {})).isTrue();
    var written = folder.resolve("token").toRealPath();
    assertThat(FileTrees.owner(written)).isEqualTo(me);
    assertThat(FileTrees.mode(written)).isEqualTo(0600);
    assertThat(writer.write(folder, mine, next -> {})).isFalse();
    if (me == 0) { // Only root may give files away.
      var another = Map.of("token", new ProjectedFile(TOKEN, 0600, OptionalInt.of(1234)));
      assertThat(writer.write(folder, another, next -> {})).isTrue();
      assertThat(FileTrees.owner(folder.resolve("token").toRealPath())).isEqualTo(1234);
      assertThat(Files.readAllBytes(folder.resolve("token"))).isEqualTo(TOKEN);
    }
  }
}
