package dev.quarterdeck.client.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.client.ScriptedApi;
import dev.quarterdeck.model.time.SteppedTime;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EventRecorderTest {

  private final SteppedTime time = new SteppedTime(Instant.parse("2026-01-01T00:00:00Z"));
  private final KubernetesSerialization json = new KubernetesSerialization();
  private final Pod pod =
      new PodBuilder()
          .withNewMetadata()
          .withNamespace("ns")
          .withName("web")
          .withUid("u1")
          .endMetadata()
          .build();

  private static String stored(Event event, int version) {
    event.getMetadata().setResourceVersion(Integer.toString(version));
    return new KubernetesSerialization().asJson(event);
  }

  @Test
  void writesWhatDescribeShowsAndCountsRepeats() throws Exception {
    try (var api = new ScriptedApi();
        var client = api.client();
        var recorder = new EventRecorder(client, "default-scheduler", null, time, new Random(1))) {
      recorder.record(pod, EventRecorder.NORMAL, "Scheduled", "Successfully assigned ns/web to n1");
      recorder.record(pod, EventRecorder.NORMAL, "Scheduled", "Successfully assigned ns/web to n1");

      var create = api.next();
      assertThat(create.line()).startsWith("POST /api/v1/namespaces/ns/events");
      var event = json.unmarshal(create.body(), Event.class);
      assertThat(event.getMetadata().getName()).startsWith("web.");
      assertThat(event.getInvolvedObject().getUid()).isEqualTo("u1");
      assertThat(event.getSource().getComponent()).isEqualTo("default-scheduler");
      assertThat(event.getReportingComponent()).isEqualTo("default-scheduler");
      assertThat(event.getCount()).isEqualTo(1);
      assertThat(event.getFirstTimestamp()).isEqualTo("2026-01-01T00:00:00Z");
      create.answer(201, stored(event, 5));

      var update = api.next();
      assertThat(update.line()).startsWith("PUT /api/v1/namespaces/ns/events/web.");
      var repeat = json.unmarshal(update.body(), Event.class);
      assertThat(repeat.getCount()).isEqualTo(2);
      update.answer(404, "{\"kind\":\"Status\",\"code\":404}");

      var anew = api.next();
      assertThat(anew.line()).startsWith("POST ");
      anew.answer(201, stored(json.unmarshal(anew.body(), Event.class), 6));
    }
  }

  @Test
  void neverBlocksOrThrowsWhenNobodyListens() throws Exception {
    try (var api = new ScriptedApi();
        var client = api.client()) {
      api.crash();
      try (var recorder = new EventRecorder(client, "test", null, time, new Random(1))) {
        IntStream.range(0, 5000).forEach(i -> recorder.record(pod, "Normal", "R", "message " + i));
      }
    }
  }
}
