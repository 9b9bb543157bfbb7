package dev.quarterdeck.controllers.runtime;

import dev.quarterdeck.client.event.EventRecorder;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.function.Function;

/**
 * What every controller works with.
 *
 * @param api for writes and uncached reads
 * @param mirrors the shared informers
 * @param recorders gives the recorder whose events come from the named component
 * @param clock for decisions that depend on time
 * @param workers how many objects one controller works on at once
 */
public record Workshop(
    Api api,
    Mirrors mirrors,
    Function<String, EventRecorder> recorders,
    InstantSource clock,
    MeterRegistry meters,
    int workers) {}
