package dev.quarterdeck.client.event;

import dev.quarterdeck.client.ApiClient;
import dev.quarterdeck.client.JsonRequests;
import dev.quarterdeck.client.background.Background;
import dev.quarterdeck.model.Json;
import dev.quarterdeck.model.time.Time;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes core/v1 Events, which {@code kubectl describe} shows. Recording never blocks and never
 * fails: events are written by a thread of the recorder's own, and when more than {@value #BOUND}
 * wait the newest are dropped and counted in the log.
 */
public final class EventRecorder implements AutoCloseable {

  public static final String NORMAL = "Normal";
  public static final String WARNING = "Warning";

  private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
  private static final int BOUND = 1000;
  private static final Duration STOP_LIMIT = Duration.ofSeconds(2);

  private record Entry(Occurrence occurrence, Instant at) {}

  private final JsonRequests requests;
  private final Time time;
  private final EventCorrelator correlator;
  private final BlockingQueue<Entry> waiting = new ArrayBlockingQueue<>(BOUND);
  private final AtomicLong dropped = new AtomicLong();
  private final Background writer;

  /**
   * Starts the writer.
   *
   * @param component shown as the event's source, such as {@code default-scheduler}
   * @param host the node it speaks from, null for none
   * @param random makes the events' names unique; only the recorder's own thread uses it
   */
  public EventRecorder(
      KubernetesClient client, String component, String host, Time time, RandomGenerator random) {
    requests = new JsonRequests(client, time);
    this.time = time;
    correlator =
        new EventCorrelator(
            new EventCorrelator.Source(component, host),
            () -> "%016x".formatted(random.nextLong()));
    writer = new Background("events-" + component, STOP_LIMIT, time, this::write).start();
  }

  /** Records something about an object. */
  public void record(HasMetadata about, String type, String reason, String message) {
    record(reference(about), type, reason, message);
  }

  /** Records something about an object, or a part of it that {@code fieldPath} names. */
  public void record(ObjectReference about, String type, String reason, String message) {
    if (!waiting.offer(new Entry(new Occurrence(about, type, reason, message), time.instant()))) {
      dropped.incrementAndGet();
    }
  }

  /** The reference by which events name an object. */
  public static ObjectReference reference(HasMetadata object) {
    var metadata = object.getMetadata();
    return new ObjectReferenceBuilder()
        .withApiVersion(object.getApiVersion())
        .withKind(object.getKind())
        .withNamespace(metadata.getNamespace())
        .withName(metadata.getName())
        .withUid(metadata.getUid())
        .withResourceVersion(metadata.getResourceVersion())
        .build();
  }

  /** Stops; events that still wait are lost. */
  @Override
  public void close() {
    writer.close();
  }

  private void write() throws InterruptedException {
    while (true) {
      var entry = waiting.take();
      var lost = dropped.getAndSet(0);
      if (lost > 0) {
        LOG.warn("events dropped count={}", lost);
      }
      write(entry);
    }
  }

  private void write(Entry entry) throws InterruptedException {
    var occurrence = entry.occurrence;
    try {
      correlator.remember(occurrence, send(occurrence, entry.at));
    } catch (KubernetesClientException e) {
      // Events are best effort: one that cannot be written is dropped.
      LOG.info(
          "event not written object={} reason={} error=\"{}\"",
          name(occurrence.about()),
          occurrence.reason(),
          ApiClient.reason(e));
    } catch (RuntimeException e) {
      LOG.error("event not written object={}", name(occurrence.about()), e);
    }
  }

  private Event send(Occurrence occurrence, Instant at) throws InterruptedException {
    var event = correlator.event(occurrence, at);
    if (event.getMetadata().getResourceVersion() == null) {
      return send("POST", collection(event), event);
    }
    try {
      return send("PUT", collection(event) + "/" + event.getMetadata().getName(), event);
    } catch (KubernetesClientException e) {
      if (e.getCode() != 404 && e.getCode() != 409) {
        throw e;
      }
      correlator.forget(occurrence); // Events expire on the server.
      var anew = correlator.event(occurrence, at);
      return send("POST", collection(anew), anew);
    }
  }

  private Event send(String method, String path, Event event) throws InterruptedException {
    var tree = Json.mapper().valueToTree(event);
    var stored = requests.send(method, path, JsonRequests.JSON, JsonRequests.JSON, tree);
    return Json.mapper().convertValue(stored, Event.class);
  }

  private static String collection(Event event) {
    return "/api/v1/namespaces/%s/events".formatted(event.getMetadata().getNamespace());
  }

  private static String name(ObjectReference about) {
    return about.getNamespace() == null
        ? about.getName()
        : about.getNamespace() + "/" + about.getName();
  }
}
