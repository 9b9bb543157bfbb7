package dev.quarterdeck.controllers.runtime;

import dev.quarterdeck.client.event.EventRecorder;
import dev.quarterdeck.model.time.Time;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Function;

/**
 * What every controller works with.
 *
 * @param api for writes and uncached reads
 * @param mirrors the shared informers
 * @param recorders gives the recorder whose events come from the named component
 * @param time that decisions depend on, and of all waits
 * @param workers how many objects one controller works on at once
 */
public record Workshop(
    Api api,
    Mirrors mirrors,
    Function<String, EventRecorder> recorders,
    Time time,
    MeterRegistry meters,
    int workers) {}
